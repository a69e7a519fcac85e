"""What goes out of the house to other systems and to everybody, and what comes in from them."""
