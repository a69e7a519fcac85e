"""The browser fixtures for the journeys."""

from tests.journeys.fixtures import chromium, mail, served, visit

__all__ = ["chromium", "mail", "served", "visit"]
