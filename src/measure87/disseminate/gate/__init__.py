"""The one gate that every result passes before anything of it is written.

`release` is the door; each kind of study has a folder here. What gates share stands beside them:
`tables` says what groups the figures are of and how they lie in each other, `subtraction` hides
what sums and differences would give back, `audit` tries to get back what is hidden, `protection`
hides more until it cannot, `weighted` treats weighted figures, and `counts` counts in texts and
plain values.
"""
