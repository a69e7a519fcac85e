"""Placeholder."""


def register(app):
    """Placeholder."""
