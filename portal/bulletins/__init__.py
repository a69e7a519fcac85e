"""Bulletins: the figures of a period, frozen, with words by a supervisor, approved by a second one."""
