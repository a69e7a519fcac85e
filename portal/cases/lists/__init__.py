"""Working with many cases at once: tags, saved views, columns, the same act on a selection, exports and printed files."""
