"""Files that take a while to make: asked for by a member of staff, made by the worker, kept for a few days for that person alone."""
