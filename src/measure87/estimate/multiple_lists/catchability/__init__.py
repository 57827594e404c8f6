"""Sizes from how easily persons are found: alike, or some harder than others."""
