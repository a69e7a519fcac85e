"""Rectification: after a substantiated finding the body concerned explains itself and puts things right by a day."""
