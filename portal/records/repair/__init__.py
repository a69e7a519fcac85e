"""Repair of credit: who may ask for it and when, the public promise, and the decision of the side that recognised the breach."""
