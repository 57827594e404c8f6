"""One figure as a reader sees it: scaled, rounded, bracketed, or not shown with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from measure87.disseminate.gate.rules import IN_BRACKETS, UNKNOWN_NOT_SHOWN
from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.estimate import SUPPRESSED

Figure = Mapping[str, Any]
"""One entry of `estimates` in `estimates.json`."""

_MOST_DECIMALS = 3
_RARE = 0.02
# Said by the brackets, by the second interval, or by the cell itself.
SAID_ELSEWHERE = frozenset(
    {IN_BRACKETS, UNKNOWN_NOT_SHOWN, "borrowed-design-effect", "not-a-probability-sample"}
)


@dataclass(frozen=True)
class Scale:
    """How the figures of one measure are written.

    `per` is 100 or 1,000 persons for shares, and None for other figures; `factor` is what a
    value is multiplied with; `unit` is said in captions.
    """

    per: int | None
    factor: float
    decimals: int
    unit: str

    def write(self, value: float, words: Words) -> str:
        """A value in words' numbers."""
        return words.number(value * self.factor, self.decimals)


@dataclass(frozen=True)
class FigureText:
    """The cells of one figure; None where it does not apply."""

    value: str
    interval: str | None
    own_interval: str | None
    """With the figure's own design effect, where that reads differently."""
    unknown: str | None
    unknown_hidden: bool
    """Whether so few are unknown that it is not shown how many."""
    cases: str | None
    n: str | None
    care: str
    """Short words for its flags, joined."""
    hidden: str | None
    """Why it is not shown, or None."""


def scale_of(figures: Iterable[Figure], about: Mapping[str, Any], words: Words) -> Scale:
    """The scale of one measure, with digits enough for its smallest estimate."""
    figures = [figure for figure in figures if "value" in figure]
    values = [float(figure["value"]) for figure in figures]
    is_share = any(f.get("unit") == "proportion" or f["statistic"] == "proportion" for f in figures)
    if not is_share:
        unit = str(figures[0].get("unit") or "") if figures else ""
        is_total = any(figure["statistic"] == "total" for figure in figures)
        return Scale(None, 1.0, 0 if is_total else 2, words.of_code("units", unit) if unit else "")
    rare = max(values, default=0.0) < _RARE
    per = int(about.get("per", 1000 if rare else 100))
    smallest = min((value * per for value in values if value > 0), default=1.0)
    decimals = max(1, min(_MOST_DECIMALS, 1 - floor(log10(smallest))))
    return Scale(per, float(per), decimals, words.text("units.per", per=words.number(per)))


def figure_text(
    figure: Figure, scale: Scale, words: Words, *, answered: bool = False
) -> FigureText:
    """The cells of one figure.

    Where only persons who answered stand behind a measure (`answered`), a figure of which it is
    not shown how many did not answer counts all who were asked, and says so.
    """
    flags = figure.get("flags", [])
    if SUPPRESSED in flags:
        return FigureText("", None, None, None, False, None, None, "", reason_of(figure, words))
    value = scale.write(figure["value"], words)
    bracketed = IN_BRACKETS in flags
    interval, own = _interval(figure, scale, words), _own_interval(figure, scale, words)
    return FigureText(
        value=words.whole(f"({value})") if bracketed else value,
        interval=interval,
        own_interval=own if own != interval else None,
        unknown=_unknown(figure, scale, words),
        unknown_hidden=UNKNOWN_NOT_SHOWN in flags,
        cases=words.number(figure["n_cases"]) if "n_cases" in figure else None,
        n=_persons(figure, words, answered=answered) if "n" in figure else None,
        care=care_of(figure, words),
        hidden=None,
    )


def counts_all_asked(figure: Figure) -> bool:
    """Whether those who did not answer are in the figure's n, of a measure that leaves them out."""
    return UNKNOWN_NOT_SHOWN in figure["flags"] and "n_cases" in figure


def _persons(figure: Figure, words: Words, *, answered: bool) -> str:
    """The persons behind a figure."""
    count = words.number(figure["n"])
    return (
        words.text("measures.n_asked", n=count) if answered and counts_all_asked(figure) else count
    )


def reason_of(figure: Figure, words: Words) -> str:
    """Why a figure is not shown."""
    reasons = [flag for flag in figure["flags"] if flag != SUPPRESSED] or [SUPPRESSED]
    return words.codes("reasons", reasons)


def care_of(figure: Figure, words: Words) -> str:
    """Short words for a figure's flags, joined; those that are said elsewhere left out."""
    flags = (flag for flag in figure.get("flags", []) if flag not in SAID_ELSEWHERE)
    return " · ".join(words.of_code("flags_short", flag) for flag in flags)


def _interval(figure: Figure, scale: Scale, words: Words) -> str | None:
    """Lower to upper end, or the one end that there is; None where there is no interval."""
    ends = {key: scale.write(figure[key], words) for key in ("lower", "upper") if key in figure}
    if not ends:
        return None
    if len(ends) == 1:
        key = "measures.interval_from" if "lower" in ends else "measures.interval_to"
        return words.text(key, **ends)
    return words.between(ends["lower"], ends["upper"])


def _own_interval(figure: Figure, scale: Scale, words: Words) -> str | None:
    """The interval with the figure's own design effect, where another was used."""
    if "interval" not in figure:
        return None
    others = [item for item in figure.get("alternatives", []) if _is_own(item, figure)]
    return _interval(others[0], scale, words) if others else None


def _is_own(other: Figure, figure: Figure) -> bool:
    """Whether an alternative differs in its design effect and not in its kind."""
    return bool(
        other["interval"] == figure["interval"] and other["deff"] != figure.get("deff_used")
    )


def _unknown(figure: Figure, scale: Scale, words: Words) -> str | None:
    """The figure if all unknowns were no, and if all were yes."""
    if UNKNOWN_NOT_SHOWN in figure.get("flags", []):
        return words.of_code("provenance", "not-shown")
    if not figure.get("n_unknown") or "value_if_no" not in figure or "value_if_yes" not in figure:
        return None
    no, yes = figure["value_if_no"], figure["value_if_yes"]
    return words.whole(f"{scale.write(no, words)} / {scale.write(yes, words)}")
