"""The disclosure gate for surveys: `measures` is the pass over everything that a run releases.

`rounding`, `earlier` (releases) and `account` (what a survey says of itself) stand beside it.
"""
