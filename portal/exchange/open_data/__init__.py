"""Open data: every published list as files and over a read-only API, all made from one description of each row."""
