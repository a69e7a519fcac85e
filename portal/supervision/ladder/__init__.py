"""The ladder: which step comes when, the letters with their numbers, talks, criticisms, and what the clocks set off."""
