"""MICS6, tables PR.3.1 to PR.3.4: the columns that are no measure of child labour themselves."""
