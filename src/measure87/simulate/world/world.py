"""Invent a world: places, people, what is known, what is true, and what surveys say of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from measure87.numerics.arrays import FloatArray
from measure87.simulate.world import child_figures, forced_figures
from measure87.simulate.world.child_figures import Row, publish_child_labour
from measure87.simulate.world.child_labour import invent_child_labour
from measure87.simulate.world.fieldwork import Fieldwork, send_out
from measure87.simulate.world.forced_figures import MISSED, publish_forced_labour
from measure87.simulate.world.forced_labour import FORMS, invent_forced_labour
from measure87.simulate.world.known import covariate_table, invent_covariates
from measure87.simulate.world.new_surveys import new_surveys
from measure87.simulate.world.people import SEXES, People, invent_people
from measure87.simulate.world.places import Places, choose_places
from measure87.simulate.world.shape import SURVEY_ERROR, WorldShape
from measure87.simulate.world.truth_table import truth_table
from measure87.vocabulary.published_figures import PUBLISHED_FIGURES

_NUMBERS = ("recall_days", "estimate", "se", "n", "deff")
_WHOLE = ("year", "age_from", "age_to")
_BIAS_SE = 0.25
"""How sure studies are of what surveys miss, on the log-odds."""


@dataclass(frozen=True)
class InventedWorld:
    """An invented world: what a user would have, and the truth beside it.

    Attributes
    ----------
    shape : WorldShape
    places : Places
    people : People
    share : measure to (countries, years, 2, bands)
        The truth, 0 to 1; sexes as in `people.SEXES`, bands as in `people.bands`.
    figures, covariates : DataFrame
        Columns of `PUBLISHED_FIGURES` and `COVARIATE_VALUES`.
    source_biases, durations : DataFrame
        What surveys miss of each form of forced labour and how long it lasts, as studies found
        it; empty for child labour.
    surveys, new_surveys : DataFrame
        What is wrong with each survey, and what a new one of each country finds: parts of the
        truth.
    """

    shape: WorldShape
    places: Places
    people: People
    share: Mapping[str, FloatArray]
    figures: pl.DataFrame
    covariates: pl.DataFrame
    source_biases: pl.DataFrame
    durations: pl.DataFrame
    surveys: pl.DataFrame
    new_surveys: pl.DataFrame

    @property
    def truth(self) -> pl.DataFrame:
        """Every place, year, sex and age; columns `truth_table.TRUTH_SCHEMA`."""
        return truth_table(self.share, self.people, self.places, self.shape.calendar)

    @property
    def population(self) -> pl.DataFrame:
        """Columns of `POPULATION_COUNTS`, both sexes left to be summed."""
        ages = self.people.bands
        place, year, sex, age = (i.reshape(-1) for i in np.indices(self.people.persons.shape))
        return pl.DataFrame(
            {
                "country": pl.Series(self.places.codes)[place],
                "year": np.array(self.shape.calendar)[year],
                "sex": pl.Series(SEXES)[sex],
                "age_from": pl.Series([first for first, _ in ages])[age],
                "age_to": pl.Series([last for _, last in ages], dtype=pl.Int64)[age],
                "persons": self.people.persons.reshape(-1).astype(np.int64),
            }
        )


def invent_world(
    seed: int,
    *,
    topic: str = "child-labour",
    countries: int = 195,
    years: int = 25,
    surveys: int = 140,
    survey_error: float = SURVEY_ERROR,
    own_movement: float = 1.0,
) -> InventedWorld:
    """Invent a world of known truth.

    Parameters
    ----------
    seed : int
        0 or more; the same seed and sizes give the same world.
    topic : str
        `child-labour` or `forced-labour`.
    countries, years, surveys : int
        12 to 196, 5 to 40, 5 to 1,000. Years end in 2024.
    survey_error, own_movement : float
        0 to 10: how far surveys of one country err apart, on the log-odds, and how many times as
        much as usual countries move by themselves.

    Raises
    ------
    UsageError
        If a number or the topic cannot be.
    """
    shape = WorldShape(
        seed,
        topic,
        countries,
        years,
        surveys,
        survey_error=survey_error,
        own_movement=own_movement,
    )
    chance = shape.streams()
    places = choose_places(countries)
    people = invent_people(chance["population"], shape, places)
    known = invent_covariates(chance["covariates"], shape, places)
    if topic == "child-labour":
        child = invent_child_labour(chance["truth"], shape, places, known)
        share, level = child.share, child.level
        work = send_out(chance["surveys"], shape, known, level, child_figures.KINDS)
        rows = publish_child_labour(chance["answers"], shape, places, people, child, work)
        durations = _durations(chance["answers"], None)
    else:
        forced = invent_forced_labour(chance["truth"], shape, places, known, people)
        share, level = forced.share, forced.level
        work = send_out(chance["surveys"], shape, known, level, forced_figures.KINDS)
        rows = publish_forced_labour(chance["answers"], shape, places, people, forced, work)
        durations = _durations(chance["gaps"], forced.days)
    kinds = child_figures.KINDS if topic == "child-labour" else forced_figures.KINDS
    (later,) = chance["answers"].spawn(1)
    found = new_surveys(later, shape, places, people, share, next(iter(kinds.values())).error)
    covariates = covariate_table(chance["gaps"], shape, places, known, level)
    return InventedWorld(
        shape=shape,
        places=places,
        people=people,
        share=share,
        figures=_figures(rows, seed),
        covariates=covariates,
        source_biases=_source_biases(chance["gaps"], work, FORMS if durations.height else ()),
        durations=durations,
        surveys=_surveys(work, places, shape),
        new_surveys=found,
    )


def _figures(rows: Iterable[Row], seed: int) -> pl.DataFrame:
    """The rows in the columns and the order of `PUBLISHED_FIGURES`."""
    listed = list(rows)
    fixed = {"origin": f"INVENTED world, seed {seed}", "included": "true"}
    columns = {
        name: pl.Series(name, [fixed.get(name, row.get(name)) for row in listed], _type(name))
        for name in PUBLISHED_FIGURES.names
    }
    return pl.DataFrame(columns).sort(
        "country", "year", "source", "measure", "sex", "age_from", "age_to", nulls_last=True
    )


def _type(name: str) -> type[pl.DataType]:
    if name in _NUMBERS:
        return pl.Float64
    return pl.Int64 if name in _WHOLE else pl.String


def _durations(rng: np.random.Generator, days: FloatArray | None) -> pl.DataFrame:
    """Mean durations as some study found them, with their standard error."""
    rows = []
    for f, form in enumerate(FORMS if days is not None else ()):
        for a, (youngest, oldest) in enumerate(((5, 17), (18, None))):
            se = 0.12 * float(days[f, a]) if days is not None else 0.0
            found = float(days[f, a]) + se * rng.normal() if days is not None else 0.0
            rows.append((form, youngest, oldest, round(found), round(se), "INVENTED"))
    schema = ("measure", "age_from", "age_to", "mean_days", "se_days", "source")
    kinds = (pl.String, pl.Int64, pl.Int64, pl.Int64, pl.Int64, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(schema, kinds, strict=True)), orient="row")


def _source_biases(rng: np.random.Generator, work: Fieldwork, forms: Sequence[str]) -> pl.DataFrame:
    """How far surveys' log-odds lie from the truth, as a study of them found it; its error."""
    kind = "forced_labour_survey"
    rows = [
        (form, kind, round(work.bias[kind] + MISSED[form] + _BIAS_SE * rng.normal(), 3), _BIAS_SE)
        for form in forms
    ]
    schema = ("measure", "source_type", "bias", "se")
    kinds = (pl.String, pl.String, pl.Float64, pl.Float64)
    table = pl.DataFrame(rows, schema=dict(zip(schema, kinds, strict=True)), orient="row")
    return table.with_columns(source=pl.lit("INVENTED"))


def _surveys(work: Fieldwork, places: Places, shape: WorldShape) -> pl.DataFrame:
    """What is wrong with each survey, on the log-odds (forced labour: log) scale."""
    return pl.DataFrame(
        {
            "survey": np.arange(1, len(work) + 1),
            "country": [places.codes[c] for c in work.country],
            "year": [shape.calendar[y] for y in work.year],
            "source_type": work.kind,
            "n": work.n,
            "deff": np.round(work.deff, 4),
            "bias_of_kind": [work.bias[kind] for kind in work.kind],
            "error": np.round(work.error, 6),
            "gross": work.gross,
            "proxy": work.proxy,
        }
    )
