"""Contracts, promises and PPP projects of public bodies, and the test whether a change of one was lawful."""
