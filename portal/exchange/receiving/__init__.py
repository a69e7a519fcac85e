"""The upper side: batches of lower platforms are checked row by row, kept with their source, and answered with a receipt."""
