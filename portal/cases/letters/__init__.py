"""Letters to a body complained of (来函核实): what it learns of a complaint, in the office's words and on a record of its own."""
