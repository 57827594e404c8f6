"""What a release is made of, declared once: structures, one codec, published JSON Schemas.

A survey and a study of lists release a `Result` whose `diagnostics` are those of their kind; a
world estimate releases tables and what it says of itself. Whoever writes or reads a release goes
through these structures.
"""
