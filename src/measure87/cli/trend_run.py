"""Trends from options of the command line to a result."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import numpy as np

from measure87.cli.sample_options import with_replicates_told
from measure87.cli.survey_run import DesignOptions, assumed, conditions_of, design_of, domain_of
from measure87.estimate.survey.identifying_groups import refuse_identifying
from measure87.estimate.survey.raw_columns import prepare, split_code
from measure87.estimate.trend import Crosswalk, RoundsOfTable, estimate_trends
from measure87.files import (
    AS_FOUND,
    TableForm,
    read_source,
    sha256_of,
    while_reading,
    with_remarks_told,
)
from measure87.library.asking import absent_codes
from measure87.library.frames import frame_of
from measure87.library.not_answered import not_answered
from measure87.library.numbers_or_codes import codes_added_up
from measure87.library.trending import trend_result
from measure87.study.survey.rounds import chained, names_of, read_round
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Interval, Result, Statistic
from measure87.vocabulary.provenance import NOT_HASHED, Provenance
from measure87.vocabulary.releases.codec import plain
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.status import UnknownTreatment
from measure87.vocabulary.trend import Overlap, Scale, decimal_year

_CROSSWALK = re.compile(
    r"(?P<rounds>\S+) (?P<kind>ratio|difference) (?P<value>\S+) se (?P<se>\S+) from (?P<source>.+)"
)


class ChainOptions(TypedDict):
    """The options of a line."""

    scale: Scale
    dates: tuple[str, ...]
    crosswalks: tuple[str, ...]
    seed: int


class TrendOptions(ChainOptions, DesignOptions):
    """What the command line says beside the table; see the help of each option."""

    measures: tuple[str, ...]
    over: str
    overlap: Overlap | None
    person: str | None
    rotation: str | None
    by: tuple[str, ...]
    statistic: Statistic
    denominator: str | None
    unknown: UnknownTreatment
    level: float
    interval: Interval


def trend_of_file(table: str, options: TrendOptions, form: TableForm = AS_FOUND) -> Result:
    """Read a file of all rounds and estimate what the options ask for."""
    with while_reading([Path(table).name]):
        return _trend(table, options, form)


def _trend(table: str, options: TrendOptions, form: TableForm) -> Result:
    source = with_replicates_told(
        with_remarks_told(read_source(table, _columns(options), form=form))
    )
    design = design_of(source, options)
    domains = [domain_of(source, text) for text in options["by"]]
    where = conditions_of(source, options["where"])
    variables = [name for domain in domains for name in domain.variables]
    over = source.column(options["over"])
    if over in variables:
        raise UsageError(f"{over} is the round, and no group of one", code="round")
    refuse_identifying(
        source.lazy, variables, dict.fromkeys(design.clusters[:1], "cluster"), source.name
    )
    prepared = prepare(
        source, options["measures"], options["statistic"], denominator=options["denominator"],
        unknown=options["unknown"], quantile=None, statuses=options["statuses"],
        domain_variables=[*variables, *where, *design.columns],
    )  # fmt: skip
    person, rotation = options["person"], options["rotation"]
    rounds = RoundsOfTable(
        over,
        dates_of(options["dates"]),
        options["overlap"],
        None if person is None else source.column(person),
        None if rotation is None else source.column(rotation),
        source.name,
    )
    found = estimate_trends(
        prepared.table, prepared.outcomes, design, rounds, domains,
        where=where, interval=options["interval"], level=options["level"],
        labels=source.value_labels, scale=options["scale"],
        crosswalks=[crosswalk_of(text) for text in options["crosswalks"]],
        rng=np.random.default_rng(options["seed"]),
    )  # fmt: skip
    notices = [
        *assumed(source, design),
        *absent_codes(frame_of(source), where),
        *codes_added_up(prepared.table, prepared.outcomes),
        *not_answered(
            frame_of(source), prepared.table, prepared.outcomes, design, options["statuses"], where
        ),
    ]
    provenance = Provenance(inputs={source.name: NOT_HASHED}, settings=_settings(options))
    return trend_result(found, notices, provenance)


def chain_of_files(results: Sequence[Path], options: ChainOptions) -> Result:
    """Read results of independent rounds and chain what they have in common."""
    read = [read_round(path) for path in results]
    names = names_of(results)
    dates = dates_of(options["dates"])
    for name in dates:
        if name not in names:
            raise UsageError(
                f"--date names {name}, which is no file here",
                code="round-date",
                hint=f"the files here are {', '.join(names)}",
            )
    found = chained(
        [*zip(names, read, strict=True)],
        dates=dates,
        scale=options["scale"],
        crosswalks=[crosswalk_of(text) for text in options["crosswalks"]],
        seed=options["seed"],
    )
    inputs = {name: f"sha256:{sha256_of(path)}" for name, path in zip(names, results, strict=True)}
    provenance = Provenance(inputs=inputs, settings=_settings(options))
    return trend_result(found, (), provenance)


def dates_of(texts: Sequence[str]) -> dict[str, float]:
    """Decimal years by round from `ROUND=DATE`.

    >>> dates_of(["2=2019-07-02"])["2"] > 2019.49
    True
    """
    found = {}
    for text in texts:
        name, equals, when = text.rpartition("=")
        year = decimal_year(when)
        if not equals or not name or year is None:
            raise UsageError(
                f"--date {text} is no date of a round",
                code="round-date",
                hint="write --date ROUND=2019, ROUND=2019-05 or ROUND=2019-05-17",
            )
        found[name] = year
    return found


def crosswalk_of(text: str) -> Crosswalk:
    """A crosswalk as the command line writes it.

    >>> crosswalk_of("2014,2016 ratio 0.8 se 0.05 from a bridge survey").rounds
    ('2014', '2016')
    """
    found = _CROSSWALK.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        return Crosswalk(
            tuple(found["rounds"].split(",")),
            "ratio" if found["kind"] == "ratio" else "difference",
            float(found["value"]),
            float(found["se"]),
            found["source"],
        )
    except ValueError:
        raise UsageError(
            f"--crosswalk {text} is not clear",
            code="crosswalk",
            hint="write 'ROUND,ROUND ratio VALUE se ERROR from SOURCE', or difference for ratio",
        ) from None


def _columns(options: TrendOptions) -> list[str]:
    """The columns that the options name, each once."""
    single = [options["weight"], options["strata"], options["denominator"]]
    single += [options["person"], options["rotation"]]
    named = [
        *(split_code(measure)[0] for measure in options["measures"]),
        *(name for name in single if name is not None),
        options["over"],
        *options["clusters"],
        *options["fpc"],
        *options["statuses"],
        *(name.strip() for text in options["by"] for name in text.split("*")),
        *(split_code(condition)[0] for condition in options["where"]),
    ]
    return list(dict.fromkeys(named))


def _settings(options: ChainOptions) -> dict[str, Json]:
    """The options that were given, for the record."""
    listed = {
        name: [*value] if isinstance(value, Sequence) and not isinstance(value, str) else value
        for name, value in sorted(plain(options).items())
    }
    return {name: value for name, value in listed.items() if value not in (None, [])}
