"""Weighted figures in steps: so wide that a few persons of one class could be of another.

Where everybody of a region has one weight, a weighted number of cases to all its digits tells how
many of them are in each region. So it is released as a multiple of a step, which is what it would
change by if the persons whom the rules protect were in the lightest class and not in the heaviest.
The numbers of respondents and of unknowns go by the same step, and a share is what the two come
to, so that it tells nothing of its own. What a figure is off by that is in its error and limits.
"""

from dataclasses import dataclass, replace
from math import copysign, floor, hypot, isclose, log10, sqrt
from statistics import NormalDist

from measure87.vocabulary.estimate import Alternative, Estimate

EXACT = 1e-9
"""Share of a number by which what is added up may differ from it through the machine's rounding."""
_MOST_STEPS = 3
"""Steps that a number of cases or unknowns may be off, which is had of a value and bounds."""
_LEVEL = 0.95
"""Of limits that do not say their own."""
DIGITS_OF_ERRORS = 2
"""Significant digits of errors and of the distances of limits, which else tell a share again."""


@dataclass(frozen=True)
class Numbers:
    """Weighted numbers of a measure and group, in the unit of the weights.

    Attributes
    ----------
    cases, respondents
        Sums of weights.
    unknown
        Of those who are not known; None where the figure does not say.
    """

    cases: float
    respondents: float
    unknown: float | None

    def are_multiples_of(self, step: float) -> bool:
        """Whether they were released in steps."""
        every = (self.cases, self.respondents, self.unknown or 0.0)
        return all(abs(x - to_step(x, step)) <= EXACT * max(abs(x), step) for x in every)


@dataclass(frozen=True)
class Weighted:
    """What is seen of the numbers behind a figure.

    Attributes
    ----------
    statistic
        Of the figure that they are from.
    numbers
        `unknown` is None where it is not shown.
    half
        How far they may be off, in the unit of the weights.
    """

    statistic: str
    numbers: Numbers
    half: float

    @classmethod
    def stepped(
        cls, statistic: str, numbers: Numbers, step: float, *, tells_unknown: bool
    ) -> "Weighted":
        """In steps."""
        unknown = numbers.unknown if tells_unknown else None
        seen = Numbers(
            to_step(numbers.cases, step),
            to_step(numbers.respondents, step),
            None if unknown is None else to_step(unknown, step),
        )
        return cls(statistic, seen, step / 2)

    @classmethod
    def exactly(cls, statistic: str, numbers: Numbers, *, tells_unknown: bool) -> "Weighted":
        """To all their digits."""
        seen = numbers if tells_unknown else replace(numbers, unknown=None)
        return cls(statistic, seen, 0.0)

    def tells_no_more_than(self, other: "Weighted") -> bool:
        """Whether whatever fits the other fits this too."""
        mine = self.numbers.unknown
        hidden = replace(other, numbers=replace(other.numbers, unknown=mine))
        return hidden == self and mine in (None, other.numbers.unknown)


def step_of(spread: float, persons: int) -> float:
    """The step: the next of 1, 2, 5, 10, 20 and so on to what some persons make a difference of.

    Parameters
    ----------
    spread
        Greatest less least weight of the classes that a group has persons of.
    persons
        Of how many the classes are to stay open.

    >>> step_of(179.4, 3), step_of(0.9, 3)
    (1000.0, 5.0)
    """
    needed = spread * persons
    power = 10.0 ** floor(log10(needed))
    return power * next(one for one in (1, 2, 5, 10) if one * power >= needed * (1 - EXACT))


def to_step(number: float, step: float) -> float:
    """The nearest multiple of a step."""
    return round(number / step) * step


def numbers_of(figure: Estimate, *, leaves_out: bool, spreads: bool) -> Numbers | None:
    """Weighted cases, respondents and unknowns behind a proportion or a total.

    Parameters
    ----------
    leaves_out
        Whether the unknowns are not among the respondents.
    spreads
        Whether a total is the share times all who were asked.

    None where the figure does not say how much its respondents weigh.
    """
    if figure.value is None or figure.weighted_n is None:
        return None
    respondents, unknown = figure.weighted_n, None
    is_share = figure.statistic == "proportion"
    if figure.value_if_no is not None and figure.value_if_yes is not None:
        unknown = max(figure.value_if_yes - figure.value_if_no, 0.0)
        if is_share and leaves_out:
            unknown = respondents * unknown / (1.0 - unknown) if unknown < 1.0 else 0.0
        elif is_share:
            unknown *= respondents
    if is_share:
        return Numbers(figure.value * respondents, respondents, unknown)
    asked = respondents + (unknown or 0.0) if spreads else respondents
    return Numbers(figure.value * respondents / asked, respondents, unknown)


def off_by_digits(figure: Estimate, numbers: Numbers) -> float:
    """How far numbers that were had from a released figure may be off, as its digits are steps.

    A value by half a step (a total, which follows from a share, by two), a bound by one more,
    and the weighted n by as large a share of itself as the step is of the value.
    """
    step, size = figure.digits or 0.0, abs(figure.value or figure.upper or 0.0)
    of_value = _MOST_STEPS * step * (numbers.respondents if figure.statistic != "total" else 1.0)
    of_n = numbers.respondents * min(step / size, 1.0) if size else numbers.respondents
    return of_value + of_n


def rounding_error(seen: Weighted, *, spreads: bool) -> float:
    """The standard error that steps add to a share, or to a total in the unit of the weights.

    Each number is uniform within half a step of itself, which has a variance of a twelfth of the
    square of a step, and independent of the others; linearised. Where nobody is a case, or
    everybody, it is 0: with fewer than a step of either a figure is not shown.

    Parameters
    ----------
    spreads
        Whether a total is the share times all who were asked, cases (1 + unknown / respondents).

    >>> seen = Weighted("proportion", Numbers(20.0, 100.0, None), 5.0)
    >>> round(rounding_error(seen, spreads=False), 4)
    0.0294
    """
    cases, respondents = seen.numbers.cases, seen.numbers.respondents
    if not 0 < cases < respondents:
        return 0.0
    share = cases / respondents
    if seen.statistic == "proportion":
        times = hypot(1.0, share) / respondents
    elif spreads:
        unknown = (seen.numbers.unknown or 0.0) / respondents
        times = hypot(1.0 + unknown, share * unknown, share)
    else:
        times = 1.0
    return seen.half / sqrt(3) * times


def in_steps(figure: Estimate, seen: Weighted, *, leaves_out: bool, spreads: bool) -> Estimate:
    """A figure that says no more of weights than what is seen of its numbers.

    Its interval moves with it, and is wider by what it can be off; distances and errors have two
    significant digits.
    """
    cases, respondents = seen.numbers.cases, seen.numbers.respondents
    unknown = seen.numbers.unknown or 0.0
    asked = respondents + unknown if leaves_out else respondents
    if figure.statistic == "total":
        per = 1.0
        value = cases * asked / respondents if spreads and respondents else cases
    else:
        per = asked
        value = cases / respondents if respondents else 0.0
    value = min(value, 1.0) if figure.statistic == "proportion" else value
    counts_unknown = isclose(
        figure.value or 0.0, figure.value_if_yes or 0.0, rel_tol=EXACT
    ) and not isclose(figure.value or 0.0, figure.value_if_no or 0.0, rel_tol=EXACT)
    no = cases - unknown if counts_unknown else cases
    has_bounds = figure.value_if_no is not None
    return replace(
        with_coarse_errors(figure, value, rounding_error(seen, spreads=spreads)),
        value=value,
        weighted_n=None if figure.weighted_n is None else respondents,
        value_if_no=max(no, 0.0) / per if has_bounds else None,
        value_if_yes=min((no + unknown) / per, 1.0 if per != 1.0 else no + unknown)
        if has_bounds
        else None,
    )


def with_coarse_errors(figure: Estimate, value: float | None, rounding: float = 0.0) -> Estimate:
    """A figure whose interval lies around another value, in distances of two digits.

    `rounding` is the `rounding_error` between the two, which its error and limits take in.
    """
    further = rounding * NormalDist().inv_cdf((1 + (figure.level or _LEVEL)) / 2)

    def moved(limit: float | None, side: float) -> float | None:
        if limit is None or figure.value is None or value is None:
            return limit
        distance = limit - figure.value
        away = value + _two_digits(copysign(hypot(distance, further), distance or side))
        return min(max(away, 0.0), 1.0) if figure.statistic == "proportion" else away

    return replace(
        figure,
        se=_two(None if figure.se is None else hypot(figure.se, rounding)),
        lower=moved(figure.lower, -1.0),
        upper=moved(figure.upper, 1.0),
        deff=_two(figure.deff),
        deff_replacement=_two(figure.deff_replacement),
        deff_used=_two(figure.deff_used),
        n_effective=_two(figure.n_effective),
        alternatives=tuple(
            Alternative(
                one.interval,
                moved(one.lower, -1.0) or 0.0,
                moved(one.upper, 1.0) or 0.0,
                _two_digits(one.deff),
                one.note,
            )
            for one in figure.alternatives
        ),
    )


def _two(number: float | None) -> float | None:
    return None if number is None else _two_digits(number)


def _two_digits(number: float) -> float:
    return float(f"{number:.{DIGITS_OF_ERRORS - 1}e}")
