"""Versions of what administrators write: kept, compared, and the ground for going back to an earlier one."""
