"""Numbers of persons: each beside the rate that it belongs to, and where they come from."""

from collections.abc import Mapping, Sequence
from typing import Any

from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import Figure

TOTAL = "total"

Key = tuple[str, str, frozenset[tuple[str, str]]]


def key_of(figure: Figure) -> Key:
    """Measure, definition and group: what a rate and its number have in common."""
    return figure["name"], figure.get("definition", ""), frozenset(figure["group"].items())


def apart_from_numbers(
    figures: Sequence[Figure],
) -> tuple[list[Figure], dict[Key, Figure]]:
    """The figures without those numbers that have a rate, and these numbers by their key."""
    rates = {key_of(f) for f in figures if f["statistic"] == "proportion"}
    beside = {key_of(f): f for f in figures if f["statistic"] == TOTAL and key_of(f) in rates}
    rest = [f for f in figures if f["statistic"] != TOTAL or key_of(f) not in rates]
    return rest, beside


def numbers_source(content: Mapping[str, Any], words: Words) -> str | None:
    """Where the numbers of persons come from; None where there are none."""
    told = content["diagnostics"].get("study", {}).get("numbers")
    if not told or not any(f["statistic"] == TOTAL for f in content["estimates"]):
        return None
    if "table" not in told:
        return words.text("measures.numbers_expansion")
    source = words.commas(str(told[key]) for key in ("source", "year") if key in told)
    rates = words.text(f"measures.numbers_{told['rates']}")
    return f"{words.text('measures.numbers_table', source=source or told['table'])} {rates}"
