"""Published figures made comparable: what each is of, how sure it is, what sets it apart.

`asked` says what is wanted, `selection` which figures can serve it and why others cannot,
`figure_entries` what each says and how surely, `figure_differences` what sets it apart, and
`model_figures` turns them into the arrays of `combine.model`. `nested` makes figures of one
measure within another.
"""
