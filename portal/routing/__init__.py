"""Routing: which department should take a report, and why."""
