"""Hotline platforms (12345): they hand reports in by their own number, ask where they stand, and are told when that changes."""
