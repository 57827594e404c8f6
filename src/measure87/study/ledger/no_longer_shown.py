"""Says when a release shows far less than the last one, for what the two would tell together."""

from collections.abc import Sequence

from measure87.disseminate.gate.survey.compared.earlier import key_of
from measure87.vocabulary.estimate import Notice, Result

MANY = 0.1
"""Share of the figures of the last release from which it is said that they are gone."""
_OF_THE_LEDGER = {"few-left-or-came", "weights-changed", "answers-changed"}
"""Warnings of what is hidden because persons, weights or answers are others."""


def no_longer_shown(now: Result, releases: Sequence[Result]) -> tuple[Notice, ...]:
    """A warning where many figures that the last release shows are not shown now.

    Whoever runs a study again after a few late interviews puts a poorer release in the place of a
    richer one, and is to know it before she publishes, and her readers why. Both numbers can be
    counted in the releases.

    Parameters
    ----------
    releases
        Those before, the oldest first.
    """
    if not releases or not _OF_THE_LEDGER & {one.code for one in now.warnings}:
        return ()
    before = {key_of(one) for one in releases[-1].estimates if not one.suppressed}
    hidden = len(before & {key_of(one) for one in now.estimates if one.suppressed})
    if hidden <= MANY * len(before):
        return ()
    text = (
        f"figures that the last release shows are not shown here ({hidden} of {len(before)}), for "
        "the two together would tell of few persons; more can be shown once the two differ by more "
        "persons, or by fewer groups"
    )
    return (Notice("no-longer-shown", text, {"hidden": hidden, "shown": len(before)}),)
