"""Compiled loops of linkage: chances of a match, and draws of who is whom."""
