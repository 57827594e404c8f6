"""The one gate that every result passes before anything of it is written.

`release` is the door. Measures go through `measures`: `tables` says what groups the figures are
of and how they lie in each other, `subtraction` hides what sums and differences would give
back, `audit` tries to get back what is hidden, and `protection` hides more until she cannot.
`rounding`, `earlier` (releases), `survey_account` (what a survey says of itself) and `counts` (in
texts and plain values) stand beside them.
"""
