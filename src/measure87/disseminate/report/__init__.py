"""The report: one self-contained page made of the released files alone."""
