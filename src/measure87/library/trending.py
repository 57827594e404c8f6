"""What a survey of several rounds is asked: changes, slopes and turning points."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from measure87.estimate.survey.levels import code_text
from measure87.estimate.trend import Crosswalk, RoundsOfTable, Trends, estimate_trends
from measure87.library.answering import Sample
from measure87.library.asked import asked_settings, design_settings, where_settings
from measure87.library.asking import Question, absent_codes, asked_of, codes_of, tables_of
from measure87.library.estimates import Estimates
from measure87.library.groups import refuse_groups
from measure87.library.hints import in_python
from measure87.library.numbers_or_codes import codes_added_up
from measure87.library.options import Options
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice, Result
from measure87.vocabulary.provenance import NOT_HASHED, Provenance
from measure87.vocabulary.trend import YEARS, Overlap, Scale, decimal_year, year_of

COMMAND = "estimate trend"
SEED = 1


@dataclass(frozen=True)
class TrendQuestion:
    """Over which rounds a trend is asked, and how; see `Survey.trend`."""

    over: str
    overlap: Overlap | None = None
    person: str | None = None
    rotation: str | None = None
    scale: Scale = "identity"
    dates: Mapping[Any, float | str | date] = field(default_factory=dict)
    crosswalks: Sequence[Crosswalk | Mapping[str, Any]] = ()
    seed: int = SEED

    def rounds(self, table: str) -> RoundsOfTable:
        """Which rows are of which round, of the table that messages call so."""
        dates = {code_text(code): _decimal(when) for code, when in self.dates.items()}
        return RoundsOfTable(self.over, dates, self.overlap, self.person, self.rotation, table)

    @property
    def passages(self) -> tuple[Crosswalk, ...]:
        """The crosswalks; a mapping holds the fields of one."""
        return tuple(
            one if isinstance(one, Crosswalk) else _crosswalk(one) for one in self.crosswalks
        )


def answer_trend(
    sample: Sample,
    question: Question,
    by: Any,
    asked: TrendQuestion,
    options: Options,
) -> Estimates:
    """Ask `estimate_trends`."""
    if sample.benchmark is not None:
        raise UsageError(
            "trends of benchmarked weights are not offered",
            code="benchmark",
            hint="benchmark each round, keep its weights as a column, and name that column",
        )
    sample.refuse_replicates("a trend", "a difference of two rounds has them")
    tables, conditions = tables_of(by), codes_of(options.where)
    variables = [name for table in tables for name in table.variables]
    if asked.over in variables:
        raise UsageError(
            f"{asked.over} is the round, and no group of one",
            code="round",
            hint=f"leave {asked.over} out of by",
        )
    more = [*sample.design.columns, *variables, *conditions, asked.over]
    more += [name for name in (asked.person, asked.rotation) if name]
    with in_python():
        table, outcomes = asked_of(sample.frame, question, sample.statuses, more)
        units = sample.design.clusters[:1]
        refuse_groups(table, variables, units, sample.frame.name)
        found = estimate_trends(
            table, outcomes, sample.design, asked.rounds(sample.frame.name), tables,
            where=conditions, interval=options.interval, level=options.level,
            labels=sample.frame.labels, scale=asked.scale, crosswalks=asked.passages,
            rng=np.random.default_rng(asked.seed),
        )  # fmt: skip
    notices = [*sample.assumed(), *absent_codes(sample.frame, conditions)]
    notices += codes_added_up(table, outcomes)
    notices += sample.not_answered(table, outcomes, conditions)
    settings = {
        **asked_settings(question, tables), **where_settings(conditions),
        **design_settings(sample.design), "over": asked.over, "overlap": asked.overlap,
        "rotation": asked.rotation,
        "scale": asked.scale, "seed": asked.seed,
    }  # fmt: skip
    provenance = Provenance(
        inputs={sample.frame.name: NOT_HASHED},
        settings={name: value for name, value in settings.items() if value},
    )
    return Estimates(trend_result(found, notices, provenance), are_trends=True)


def _decimal(when: float | str | date) -> float:
    """A date as decimal years; a whole number is a year, as in a column, and so its middle."""
    year: float | None = None
    if isinstance(when, str):
        year = decimal_year(when)
    elif isinstance(when, date):
        year = year_of(when.date() if isinstance(when, datetime) else when)
    elif isinstance(when, int | np.integer) and YEARS[0] <= when <= YEARS[1]:
        year = decimal_year(str(when))
    elif isinstance(when, int | float | np.number):
        year = float(when)
    if year is None or not math.isfinite(year):
        raise UsageError(
            f"{when!r} is no date of a round",
            code="round-date",
            hint='write a decimal year, "2019", "2019-05" or "2019-05-17"',
        )
    return year


def trend_result(found: Trends, notices: Sequence[Notice], provenance: Provenance) -> Result:
    """The object of the contract."""
    return Result(
        COMMAND,
        found.figures,
        found.refused,
        (*notices, *found.warnings),
        provenance=provenance,
        differences=found.changes,
        trends=found.estimates,
    )


def _crosswalk(given: Mapping[str, Any]) -> Crosswalk:
    known = ("rounds", "kind", "value", "se", "source", "measure")
    stray = [name for name in given if name not in known]
    lacking = [name for name in known[:-1] if name not in given]
    if stray or lacking:
        told = [*(f"has {name}" for name in stray), *(f"lacks {name}" for name in lacking)]
        raise UsageError(
            f"a crosswalk {' and '.join(told)}",
            code="crosswalk",
            hint=f"its keys: {', '.join(known)}",
        )
    rounds = given["rounds"]
    names = (rounds,) if isinstance(rounds, str | int) else rounds
    return Crosswalk(**{**given, "rounds": tuple(map(str, names))})
