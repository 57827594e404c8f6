"""Codes of flags, warnings and refusals that had other names in earlier versions."""

from collections.abc import Sequence
from dataclasses import replace

from measure87.vocabulary.estimate import Estimate, Notice, Refusal

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


def flagged_as_now(figures: Sequence[Estimate]) -> tuple[Estimate, ...]:
    """Figures whose flags have the codes of today."""
    return tuple(
        replace(one, flags=tuple(FORMER_CODES.get(flag, flag) for flag in one.flags))
        if FORMER_CODES.keys() & set(one.flags)
        else one
        for one in figures
    )


def coded_as_now[M: (Notice, Refusal)](messages: Sequence[M]) -> tuple[M, ...]:
    """Warnings or refusals that have the codes of today."""
    return tuple(
        replace(one, code=FORMER_CODES[one.code]) if one.code in FORMER_CODES else one
        for one in messages
    )
