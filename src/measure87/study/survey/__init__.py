"""A study of a household survey: its settings, its inputs, its figures and its recipe."""
