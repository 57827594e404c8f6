"""The steps of a recipe: one module per kind, each prepared once and taken for any weights."""
