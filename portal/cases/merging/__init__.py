"""Merging: several reports of the same facts are handled once. Each reporter keeps number, code, clocks and an answer of their own."""
