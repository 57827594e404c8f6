"""What stands against showing a regression: what its coefficients give back of persons.

Coefficients are solutions of equations in the answers. Whoever knows weights and terms of all
persons (a school has its register) puts them in again:

* a model that has a coefficient for every different row of its terms is the table of these rows;
* a term of categories gives the weighted cases of each category, and some models those of
  crossings that are no term; so each such cell must be one that could be shown by itself;
* with few persons or clusters beyond the coefficients little else is left to find;
* who is far from all others has a large part in her own fitted answer.

Residuals, leverages, and weights are in no result. A number with few different values counts as a
category, whatever it is called. A second regression of the same answers gives more equations,
which no rule here looks at: so no regression enters a release yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.vocabulary.estimate import Notice

LEAST_DEGREES_OF_FREEDOM = 10
"""Persons, and clusters less strata, beyond the coefficients; ACRO's threshold for models."""

MOST_LEVERAGE = 0.5
"""Above this a person's own answer is more than half of what is fitted for her."""

_MOST_NAMED = 3


@dataclass(frozen=True)
class TermCell:
    """Persons whose sum the coefficients tell: n of them, n_cases with an answer above 0."""

    codes: Mapping[str, str]
    n: int
    n_cases: int


@dataclass(frozen=True)
class RegressionFacts:
    """What the gate asks of a regression.

    is_share : whether the answers are yes and no
    columns : coefficients, the constant among them
    n, df : persons; degrees of freedom that the design leaves
    patterns : different rows of the terms
    cells : see `TermCell`
    leverage : the largest part of a person in her own fitted answer
    """

    is_share: bool
    columns: int
    n: int
    df: float
    patterns: int
    cells: Sequence[TermCell]
    leverage: float


def objections(facts: RegressionFacts, rules: DisclosureRules | None = None) -> tuple[Notice, ...]:
    """Why a regression may not be shown; none where nothing stands against it.

    >>> cells = [TermCell({"sex": code}, 40, 9) for code in "12"]
    >>> [one.code for one in objections(RegressionFacts(True, 2, 80, 60.0, 2, cells, 0.1))]
    ['saturated-model']
    """
    limits = rules or DisclosureRules()
    return tuple(_objections(facts, limits))


def _objections(facts: RegressionFacts, limits: DisclosureRules) -> Iterator[Notice]:
    if facts.patterns <= facts.columns:
        yield Notice(
            "saturated-model",
            "not to be shown: there is a coefficient for every combination of the terms, so that "
            "the regression is a table; show the table",
        )
    if min(facts.n - facts.columns, facts.df) < LEAST_DEGREES_OF_FREEDOM:
        yield Notice(
            "low-degrees-of-freedom",
            f"not to be shown: fewer than {LEAST_DEGREES_OF_FREEDOM} persons, or clusters less "
            "strata, are left beyond the coefficients",
            {"least": LEAST_DEGREES_OF_FREEDOM},
        )
    few = [cell for cell in facts.cells if _is_few(cell, facts.is_share, limits)]
    if few:
        named = list(dict.fromkeys(map(_name, few)))
        shown = "; ".join(named[:_MOST_NAMED])
        if len(named) > _MOST_NAMED:
            shown = f"{shown} and {len(named) - _MOST_NAMED} more"
        yield Notice(
            "few-behind-a-term",
            f"not to be shown: {shown} would not be shown in a table, and the coefficients give "
            "it back; join categories",
            {"cells": len(named)},
        )
    if facts.leverage > MOST_LEVERAGE:
        yield Notice(
            "high-leverage",
            "not to be shown: one person is more than half of what is fitted for her; put extreme "
            "numbers into classes",
        )


def _is_few(cell: TermCell, is_share: bool, limits: DisclosureRules) -> bool:
    """Whether the gate would not show a cell by itself: nobody is no person, and may be told."""
    if cell.n < limits.minimum_respondents:
        return True
    counts = (cell.n_cases, cell.n - cell.n_cases) if is_share else ()
    return any(0 < count < limits.minimum_cases for count in counts)


def _name(cell: TermCell) -> str:
    return ", ".join(f"{name}={code}" for name, code in cell.codes.items())
