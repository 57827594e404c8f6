"""A study of overlapping lists: its settings, its inputs and its recipe."""
