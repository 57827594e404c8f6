"""Published figures made comparable: what each is of, how sure it is, what sets it apart.

`asked` says what is wanted, `selection` which figures can serve it and why others cannot, and
`model_figures` what each says and how surely, what sets it apart, and turns them into the arrays
of `combine.model`. `nested` makes figures of one measure within another.
"""
