"""One line of the table of changes, out of rows of `changes.csv` that say the same of one place."""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.disseminate.pages.world.rows import ChangeRow, Located
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

RATES = frozenset({"annual_rate_of_reduction", "required_rate", "chance_of_target"})
_DECIDED = {"share-held-constant": "held", "direction-assumed": "decided"}
"""Flags of what a scenario decides, and the text that stands for a probability."""
_REACHED = "target-reached"
"""Flag of a needed rate of 0, for the target is reached already."""
_PER_CENT = 100

Figure = tuple[str, str]
"""A written number and its interval; empty where there is none."""
NO_FIGURE: Figure = ("", "")


@dataclass(frozen=True)
class ChangeLine:
    """One line: a share and a number of persons, or what became of them, side by side."""

    what: str
    years: str
    share: Figure
    persons: Figure
    decline: str
    """Probability that the share falls; why there is none where a scenario decides it."""


def change_line(
    what: str,
    share: ChangeRow | None,
    persons: ChangeRow | None,
    measure: WorldMeasure,
    words: WorldWords,
) -> ChangeLine:
    """The line of two rows of one place, years and scenario; one of them at least is there."""
    one = share or persons
    if one is None:
        raise AssertionError("a line needs a row")
    return ChangeLine(
        what=what,
        years=words.between(str(one.from_year), str(one.to_year)),
        share=_share_figure(share, measure, words) if share else NO_FIGURE,
        persons=_persons_figure(persons, words) if persons else NO_FIGURE,
        decline=_decline(share, words) if share else "",
    )


def place_title(measure: str, row: Located, content: WorldContent, words: WorldWords) -> str:
    """What a row of another table is about: with how many countries, as its estimates say."""
    estimate = content.row_of(measure, row.place)
    if estimate is not None:
        return words.titled(estimate)
    return words.place(row.place, content.name_of(row.place), row.place_kind)


def _decline(row: ChangeRow, words: WorldWords) -> str:
    for flag in row.flags.split():
        if flag in _DECIDED:
            return words.text(f"world_change.{_DECIDED[flag]}")
    likely = row.probability_of_decline
    return "" if likely is None else words.share(round(likely, 2))


def _share_figure(row: ChangeRow, measure: WorldMeasure, words: WorldWords) -> Figure:
    if _REACHED in row.flags.split():
        return words.text("world_change.reached"), ""
    shown = {k: _written(v, row.quantity, measure, words) for k, v in _numbers(row).items()}
    return _figure(shown, words)


def _persons_figure(row: ChangeRow, words: WorldWords) -> Figure:
    return _figure({k: words.thousands(v) for k, v in _numbers(row).items()}, words)


def _numbers(row: ChangeRow) -> dict[str, float]:
    """The value and its limits, as far as there are any."""
    found = {"value": row.value, "lower": row.lower, "upper": row.upper}
    return {key: number for key, number in found.items() if number is not None}


def _figure(shown: Mapping[str, str], words: WorldWords) -> Figure:
    """A number and, where both limits are there, its interval."""
    if "lower" not in shown or "upper" not in shown:
        return shown["value"], ""
    ends = {"lower": shown["lower"], "upper": shown["upper"]}
    return shown["value"], words.whole(words.text("world.from_to", **ends))


def _written(value: float, quantity: str, measure: WorldMeasure, words: WorldWords) -> str:
    """A number in the unit of its quantity."""
    if quantity in RATES:
        return words.whole(words.text("world.per_cent", value=words.number(value * 100, 1)))
    if quantity == "share":
        return words.rate(value, measure)
    if quantity == "change_in_share":
        return words.number(value * measure.shown_per, 1 if measure.shown_per == _PER_CENT else 2)
    return words.number(value, 2)
