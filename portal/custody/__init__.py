"""Keys that no single person and no stolen server can use: data keys, the custody key, its custodians."""
