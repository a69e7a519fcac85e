"""Placeholder."""


def subscribe_all():
    """Placeholder."""
