"""Speed of the statistics of a survey beside other packages: one module per kind of work."""
