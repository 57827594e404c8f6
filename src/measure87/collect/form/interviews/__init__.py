"""Interviews of a form as tables: the one way from what a phone wrote to typed columns.

`layout` says which column holds which answer, `trees` reads XML and OData alike, `rows` fills
tables, and `columns` gives them types.
"""
