"""What the periodic work did last: one row a job, read by the page of the health of the house."""
