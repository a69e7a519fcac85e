"""Random checks of the quality of closed cases: a sample that anybody can draw again, and a sheet for each case."""
