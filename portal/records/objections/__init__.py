"""Objections to what is public, whatever it is: one table for outcomes and records, and what is done about those to records."""
