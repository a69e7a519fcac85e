"""Evaluation: departments and regions scored for a period by a set of indicators, open to objections, then published as a ranking."""
