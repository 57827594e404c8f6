"""Codes of flags, warnings and refusals that had other names in earlier versions."""

FORMER_CODES = {
    "lists-apart": "lists-mutually-exclusive",
    "lists-apart-ignored": "mutually-exclusive-ignored",
    "lists-not-apart": "lists-not-mutually-exclusive",
    "preset-nought-is-no": "preset-zero-is-no",
    "rounds-not-told": "rounds-not-stated",
    "several-apart": "several-own-stratum",
    "weights-alike": "equal-weights-within-class",
}
"""What a code was called, to what it is called now."""
