"""The table `[trend]` of `study.toml`: earlier rounds, and what carries them over.

[trend]
earlier = ["../round-2014/out/estimates.json", "../round-2018/out/estimates.json"]
independent = true
by = ["sex"]

[[trend.crosswalks]]
rounds = ["2014"]
kind = "ratio"
value = 0.92
se = 0.03
source = "both questionnaires in 2016, 1,200 children"
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_args

from measure87.estimate.trend import Crosswalk
from measure87.estimate.trend.crosswalk import CrosswalkKind
from measure87.files.settings import (
    FLAG,
    NUMBER,
    TEXT,
    ZERO_OR_MORE,
    LeftOut,
    Place,
    choice,
    tables,
    texts,
    whole,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.trend import Scale

_LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class TrendSettings:
    """Which releases are earlier rounds, and how the line is made.

    measures : those with a trend; empty is every headline measure
    by : variables whose groups have one too
    """

    earlier: tuple[Path, ...]
    measures: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    scale: Scale = "identity"
    crosswalks: tuple[Crosswalk, ...] = ()
    seed: int = 1


def _crosswalk(
    *,
    place: Place,
    rounds: Annotated[
        tuple[str, ...],
        texts(needed=True),
        "the rounds that it carries over: their reference dates, or their years",
    ],
    kind: Annotated[
        CrosswalkKind,
        choice(get_args(CrosswalkKind)),
        "`ratio`: their figures are multiplied by `value`; `difference`: it is added",
    ],
    value: Annotated[float, NUMBER, "the passage, a proportion for a difference of proportions"],
    se: Annotated[float, ZERO_OR_MORE, "its standard error"],
    source: Annotated[str, TEXT, "where it was measured"],
    measure: Annotated[str | None, TEXT, "the measure that it is of", LeftOut("all")] = None,
) -> Crosswalk:
    try:
        return Crosswalk(rounds, kind, value, se, source, measure)
    except UsageError as error:
        raise place.fault(error.text, hint=error.hint or "") from None


def trend_settings(
    *,
    place: Place,
    earlier: Annotated[
        tuple[str, ...], texts(needed=True), "the `estimates.json` of earlier releases"
    ],
    independent: Annotated[
        bool,
        FLAG,
        "`true`: the rounds are samples of their own. Rounds that went back to the same places or "
        "persons have their trend from one table of all rounds, by `estimate trend`",
        LeftOut("an error, for nobody knows"),
    ] = False,
    measures: Annotated[
        tuple[str, ...], texts(needed=True), "which measures", LeftOut("every headline measure")
    ] = (),
    by: Annotated[
        tuple[str, ...],
        texts(needed=True),
        "variables of `by` whose groups have a trend too",
        LeftOut("everybody alone"),
    ] = (),
    scale: Annotated[
        Scale,
        choice(get_args(Scale)),
        "`identity`: the line is straight in the figures; `logit`: in their log odds",
    ] = "identity",
    crosswalks: Annotated[
        tuple[Crosswalk, ...],
        tables(
            _crosswalk,
            "{place} [[{key}]] {number}",
            ("crosswalks are no list of tables", "write [[trend.crosswalks]] for each"),
        ),
        "what carries rounds over that were measured otherwise",
    ] = (),
    seed: Annotated[int, whole(0, _LARGEST_SEED), "of the turning point's simulated null"] = 1,
) -> TrendSettings:
    """The settings of a trend."""
    if not independent:
        raise place.fault(
            "a trend of releases takes the rounds for independent samples, and the study does not "
            "say that they are",
            hint="write independent = true; of rounds that share places or persons use "
            "`measure87 estimate trend` on one table of all rounds",
        )
    paths = tuple(place.folder / one for one in earlier)
    return TrendSettings(paths, measures, by, scale, crosswalks, seed)
