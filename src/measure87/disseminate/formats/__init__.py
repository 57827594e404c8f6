"""One module per format of the released folder."""
