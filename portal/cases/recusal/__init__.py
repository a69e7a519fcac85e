"""Recusal (回避): which persons must keep out of a case, whoever named them and for whatever reason."""
