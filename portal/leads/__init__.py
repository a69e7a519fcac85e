"""Leads (线索): what other bodies and sources tell of a possible breach, before it is a report or a record."""
