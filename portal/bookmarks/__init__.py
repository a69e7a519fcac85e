"""Saved views: the filters of a page kept under a name, for oneself or for the own department."""
