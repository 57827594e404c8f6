"""One figure as a reader sees it: scaled, rounded, bracketed, or not shown with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import floor, log10

from measure87.disseminate.gate.rules import IN_BRACKETS, UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.precision.steps import decimals_of
from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.estimate import SUPPRESSED, Alternative, Estimate
from measure87.vocabulary.flags import BORROWED

TOTAL = "total"

type Key = tuple[str, str, frozenset[tuple[str, str]]]
"""Measure, definition and group: what a rate and its number of persons have in common."""

_MOST_DECIMALS = 3
PER_CENT = 100
"""Shares per 100 persons are written in per cent."""
_RARE = 0.02
# Said by the brackets, by the second interval, or by the cell itself.
SAID_ELSEWHERE = frozenset({IN_BRACKETS, UNKNOWN_NOT_SHOWN, BORROWED, "not-a-probability-sample"})


@dataclass(frozen=True)
class Scale:
    """How the figures of one measure are written.

    `per` is 100 or 1,000 persons for shares, and None for other figures; `factor` is what a
    value is multiplied with; `unit` is said in captions (`%`, `per 1,000`).
    """

    per: int | None
    factor: float
    decimals: int
    unit: str

    def of(self, figure: Estimate) -> "Scale":
        """The same with as many decimals as the step of a figure has."""
        if not figure.digits:
            return self
        return replace(self, decimals=decimals_of(figure.digits * self.factor))

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
    unknown_no: str | None
    """The figure if all unknown answers were no."""
    unknown_yes: str | None
    """The figure if all unknown answers were yes."""
    unknown_hidden: str | None
    """What stands in both places where so few are unknown that it is not shown how many."""
    cases: str | None
    n: str | None
    care: str
    """Short words for its flags, joined."""
    hidden: str | None
    """Why it is not shown, or None."""


NO_FIGURE = FigureText("", None, None, None, None, None, None, None, "", None)
"""The cells of a row that has no figure."""


def scale_of(figures: Sequence[Estimate], per: int | None, words: Words) -> Scale:
    """The scale of one measure, with digits enough for its finest step or smallest estimate.

    `per` is how many persons the study gives shares of; None leaves it to the figures.
    """
    steps = [one.digits for one in figures if one.value is not None and one.digits]
    shown = [(figure, figure.value) for figure in figures if figure.value is not None]
    values = [value for _, value in shown]
    if not any("proportion" in (figure.unit, figure.statistic) for figure, _ in shown):
        unit = (shown[0][0].unit or "") if shown else ""
        is_total = any(figure.statistic == TOTAL for figure, _ in shown)
        decimals = max(map(decimals_of, steps), default=0 if is_total else 2)
        return Scale(None, 1.0, decimals, words.of_code("units", unit) if unit else "")
    if per is None:
        per = 1000 if max(values) < _RARE else PER_CENT
    smallest = min((value * per for value in values if value > 0), default=1.0)
    decimals = max(1, min(_MOST_DECIMALS, 1 - floor(log10(smallest))))
    decimals = max((decimals_of(step * per) for step in steps), default=decimals)
    unit = "units.percent" if per == PER_CENT else "units.per"
    return Scale(per, float(per), decimals, words.text(unit, per=per))


def level_of(figures: Iterable[Estimate], words: Words) -> str:
    """The confidence level that figures have in common; empty where none has an interval."""
    return next((words.share(one.level) for one in figures if one.level is not None), "")


def key_of(figure: Estimate) -> Key:
    """Measure, definition and group."""
    return figure.name, figure.definition or "", frozenset(figure.group.items())


def apart_from_numbers(
    figures: Sequence[Estimate],
) -> tuple[list[Estimate], dict[Key, Estimate]]:
    """The figures without those numbers that have a rate, and these numbers by their key."""
    rates = {key_of(f) for f in figures if f.statistic == "proportion"}
    beside = {key_of(f): f for f in figures if f.statistic == TOTAL and key_of(f) in rates}
    rest = [f for f in figures if f.statistic != TOTAL or key_of(f) not in rates]
    return rest, beside


def figure_text(
    figure: Estimate, scale: Scale, words: Words, *, answered: bool = False
) -> FigureText:
    """The cells of one figure.

    Where only persons who answered stand behind a measure (`answered`), a figure of which it is
    not shown how many did not answer counts all who were asked, and says so.
    """
    if figure.suppressed or figure.value is None:
        reason = reason_of(figure, words)
        return FigureText("", None, None, None, None, None, None, None, "", reason)
    scale = scale.of(figure)
    value = scale.write(figure.value, words)
    interval, own = _interval(figure, scale, words), _own_interval(figure, scale, words)
    few_unknown = UNKNOWN_NOT_SHOWN in figure.flags
    no, yes = (None, None) if few_unknown else _if_unknown(figure, scale, words)
    return FigureText(
        value=words.whole(f"({value})") if IN_BRACKETS in figure.flags else value,
        interval=interval,
        own_interval=own if own != interval else None,
        unknown_no=no,
        unknown_yes=yes,
        unknown_hidden=words.of_code("provenance", "not-shown") if few_unknown else None,
        cases=None if figure.n_cases is None else words.number(figure.n_cases),
        n=_persons(figure, words, answered=answered),
        care=care_of(figure, words),
        hidden=None,
    )


def counts_all_asked(figure: Estimate) -> bool:
    """Whether those who did not answer are in the figure's n, of a measure that leaves them out."""
    return UNKNOWN_NOT_SHOWN in figure.flags and figure.n_cases is not None


def _persons(figure: Estimate, words: Words, *, answered: bool) -> str | None:
    """The persons behind a figure."""
    if figure.n is None:
        return None
    count = words.number(figure.n)
    return (
        words.text("measures.n_asked", n=count) if answered and counts_all_asked(figure) else count
    )


def reason_of(figure: Estimate, words: Words) -> str:
    """Why a figure is not shown."""
    reasons = [flag for flag in figure.flags if flag != SUPPRESSED] or [SUPPRESSED]
    return words.codes("reasons", reasons)


def care_of(figure: Estimate, words: Words) -> str:
    """Short words for a figure's flags, joined; those that are said elsewhere left out."""
    flags = (flag for flag in figure.flags if flag not in SAID_ELSEWHERE)
    return " · ".join(words.of_code("flags_short", flag) for flag in flags)


def _interval(figure: Estimate | Alternative, scale: Scale, words: Words) -> str | None:
    """Lower to upper end, or the one end that there is; None where there is no interval."""
    if figure.lower is not None and figure.upper is not None:
        return words.between(scale.write(figure.lower, words), scale.write(figure.upper, words))
    if figure.lower is not None:
        return words.text("measures.interval_from", lower=scale.write(figure.lower, words))
    if figure.upper is not None:
        return words.text("measures.interval_to", upper=scale.write(figure.upper, words))
    return None


def _own_interval(figure: Estimate, scale: Scale, words: Words) -> str | None:
    """The interval with the figure's own design effect, where another was used."""
    own = (
        other
        for other in figure.alternatives
        if other.interval == figure.interval and other.deff != figure.deff_used
    )
    return next((_interval(other, scale, words) for other in own), None)


def bounds_of(figure: Estimate) -> tuple[float, float] | None:
    """The figure if all unknowns were no, and if all were yes; None where that is not told."""
    if figure.value_if_no is None or figure.value_if_yes is None:
        return None
    return figure.value_if_no, figure.value_if_yes


def _if_unknown(
    figure: Estimate, scale: Scale, words: Words
) -> tuple[str, str] | tuple[None, None]:
    """The figure if all unknowns were no, and if all were yes; nothing where none is unknown."""
    bounds = bounds_of(figure)
    if not figure.n_unknown or bounds is None:
        return None, None
    no, yes = bounds
    return scale.write(no, words), scale.write(yes, words)
