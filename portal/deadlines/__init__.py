"""Working days, legal limits, and the clocks that run on cases and orders."""
