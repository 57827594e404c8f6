"""The report of a survey: one self-contained page made of the released files alone."""
