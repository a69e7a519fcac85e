"""Secrecy: which level protects a reporter, who may ask to open the identity, how long it is kept and how it is destroyed."""
