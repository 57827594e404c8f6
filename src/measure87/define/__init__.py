"""What the words mean: each standard as dated, cited, readable code."""
