"""Child labour of the 18th ICLS resolution (2008) as amended by the 20th ICLS (2018)."""
