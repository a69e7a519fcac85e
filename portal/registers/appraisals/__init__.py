"""网上评议: rounds in which the public says how departments do. One voice each; nothing of who spoke is kept."""
