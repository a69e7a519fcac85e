"""Jurisdiction profiles: the data, their loader, and the jurisdiction in use."""
