"""The language in which the program speaks: which it is, and what it makes of English texts."""
