"""The figures of a run as tables of counts: measures by groups, and how groups lie in groups."""
