"""The three tables of the forced-labour module, under the standard column names.

Answers are in the questionnaire's codes: 1 yes, 2 no, 8 don't know, 9 refused; an empty
cell was not asked, and a number that was not told is empty. Where one question says two
things (wages kept back), its two rows have the same `question`.
"""

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from measure87.numerics.arrays import BoolArray, Int8Array, IntArray
from measure87.simulate.answers import NOT_TOLD, YES
from measure87.simulate.child_answers import BLANK, INCONSISTENT
from measure87.simulate.child_answers import YES as CHILD_YES
from measure87.simulate.child_week import HAZARDS
from measure87.simulate.circumstances import (
    COERCION,
    CONDITIONS,
    EXCLUSION_CODES,
    INVOLUNTARY,
)
from measure87.simulate.episodes import INDUSTRIES
from measure87.simulate.identifiers import (
    cluster_codes,
    household_ids,
    job_numbers,
    person_ids,
    sampled_episodes,
)
from measure87.simulate.invention import Invention
from measure87.simulate.population import ABSENT
from measure87.vocabulary.columns import BY_WHOM, MODES, ON_WHOM, STAGES

INTERVIEW_DATE = date(2025, 6, 30)
WAGES_QUESTION = "FL_WAGES_KEPT_BACK"
_INVOLUNTARY_QUESTIONS = (*(f"FL_{code}" for code in INVOLUNTARY[:-1]), WAGES_QUESTION)
_COERCION_QUESTIONS = (*(f"FL_{code}" for code in COERCION[:-1]), WAGES_QUESTION)


def _asked(codes: NDArray[np.integer], blank: int = 0) -> pl.Series:
    """Codes as whole numbers, empty where not asked."""
    values = pl.Series(np.asarray(codes, dtype=np.int64))
    return values.set(values == blank, None)


def _named(codes: NDArray[np.integer], names: tuple[tuple[str, str], ...]) -> pl.Series:
    """Code text of positions, empty where the position is negative."""
    texts = pl.Series([code for code, _ in names], dtype=pl.String)
    at = pl.Series(np.asarray(codes, dtype=np.int64))
    return texts.gather(at.set(at < 0, None))


def persons_table(invention: Invention) -> pl.DataFrame:
    """Every sampled person: who she is, her design columns, her chores and schooling."""
    population, sample = invention.population, invention.sample
    persons, homes = population.persons, population.households
    at, row = sample.person, sample.person_household
    cluster = cluster_codes(invention)[row]
    areas, place = population.areas, cluster - 1
    table = pl.DataFrame(
        {
            "person_id": person_ids(invention),
            "household_id": household_ids(invention, row),
            "line": persons.line[at].astype(np.int64),
            "mother_line": _parent_line(invention, persons.mother, invention.answers.mother_told),
            "father_line": _parent_line(invention, persons.father, invention.answers.father_told),
            "weight": sample.person_weight,
            "stratum": areas.stratum[place].astype(np.int64),
            "cluster": cluster,
            "age_years": persons.age_years[at].astype(np.int64),
            "sex": persons.sex[at].astype(np.int64),
            "area": areas.area[place].astype(np.int64),
            "region": areas.region[place].astype(np.int64),
            "wealth_quintile": homes.wealth_quintile[persons.household[at]].astype(np.int64),
            "migrant_status": homes.migrant[persons.household[at]].astype(np.int64),
        }
    )
    return table.hstack(_children_columns(invention))


def _parent_line(invention: Invention, parent: IntArray, told: BoolArray) -> pl.Series:
    """Line of a parent, 0 if not in the household, empty if not known."""
    at = invention.sample.person
    line = invention.population.persons.line[parent[at]].astype(np.int64)
    lines = pl.Series(np.where(parent[at] == ABSENT, 0, line))
    return lines.set(pl.Series(~told[at]), None)


def _children_columns(invention: Invention) -> pl.DataFrame:
    """Chores and schooling of children; empty for everybody else."""
    told, week = invention.child_answers, invention.week
    any_chore = np.select(
        [(told.chores == CHILD_YES).any(axis=1), (told.chores == 9).any(axis=1)], [1, 9], 2
    )
    columns = {
        "school_attendance": np.select(
            [told.ever_school == CHILD_YES, told.ever_school == 9], [told.attends_school, 9], 2
        ),
        "fetched_water": told.water,
        "water_hours": told.water_hours,
        "collected_firewood": told.firewood,
        "firewood_hours": told.firewood_hours,
        "household_chores": any_chore,
        "chores_hours": told.chores_hours,
    }
    place = np.full(len(invention.population), BLANK)
    place[week.child] = np.arange(len(week.child))
    row = place[invention.sample.person]
    out = {}
    for name, codes in columns.items():
        known = np.where(codes >= INCONSISTENT, BLANK, codes) if "hours" in name else codes
        out[name] = _asked(np.where(row == BLANK, BLANK, known[row]), BLANK)
    return pl.DataFrame(out)


def jobs_table(invention: Invention) -> pl.DataFrame:
    """Every work episode of a sampled person."""
    rows, owner = sampled_episodes(invention)
    episodes, happened, told = invention.episodes, invention.happened, invention.answers
    industries = np.array([INDUSTRIES[kind][0] for kind in sorted(INDUSTRIES)])
    occupations = np.array([INDUSTRIES[kind][1] for kind in sorted(INDUSTRIES)])
    now = episodes.in_reference_week[rows]
    columns: dict[str, object] = {
        "person_id": person_ids(invention).gather(owner),
        "job_id": job_numbers(owner),
        "in_reference_week": np.where(now, 1, 2),
        "hours": _asked(told.hours[rows], NOT_TOLD),
        "industry": industries[episodes.kind[rows]],
        "occupation": occupations[episodes.kind[rows]],
        "status_in_employment": _employment(invention, rows),
    }
    for number, name in enumerate(HAZARDS):
        hazard = np.where(episodes.hazards[rows, number], 1, 2)
        columns[name] = _asked(np.where(now, hazard, 0))
    for number, name in enumerate(("worst_form_3a", "worst_form_3b", "worst_form_3c")):
        columns[name] = _asked(told.worst_forms[rows, number])
    days = _asked(told.days[rows], NOT_TOLD)
    columns |= {
        "in_reference_period": _asked(told.in_reference_period[rows]),
        "age_at_episode": episodes.age_at_episode[rows].astype(np.int64),
        "days": days,
        "start_date": _dates(episodes.start_day[rows], days),
        "end_date": _dates(episodes.end_day[rows], days),
        "end_age": _asked(np.where(now, 0, episodes.age_at_end[rows])),
        "for_third_party": _asked(told.for_others[rows]),
        "with_or_for_parents": _asked(told.with_parents[rows]),
        "imposed_by": np.where(happened.imposed_by_state[rows], "state", "private"),
        "commercial_sexual": _asked(told.commercial_sexual[rows]),
        "exclusion": _exclusions(
            np.where(told.exclusion_unknown[rows], len(EXCLUSION_CODES), happened.exclusion[rows])
        ),
    }
    for number, name in enumerate(CONDITIONS):
        columns[name] = _asked(told.conditions[rows, number])
    return pl.DataFrame(columns)


def _exclusions(codes: NDArray[np.integer]) -> pl.Series:
    """Kinds of work that may be excluded; empty where it is none of them."""
    texts = pl.Series([None, *EXCLUSION_CODES[1:], "EX_UNKNOWN"], dtype=pl.String)
    return texts.gather(pl.Series(np.asarray(codes, dtype=np.int64)))


def _employment(invention: Invention, rows: IntArray) -> NDArray[np.str_]:
    """Family worker with parents, otherwise by the kind of activity."""
    usual = np.array(["own_account", "own_account", "own_account", "employee"])
    by_kind = usual[invention.episodes.kind[rows]]
    return np.where(invention.episodes.with_parents[rows], "family_worker", by_kind)


def _dates(days: IntArray, told: pl.Series) -> pl.Series:
    """Dates of days before the interview, empty where the days were not told."""
    frame = pl.DataFrame({"day": days})
    dates = frame.select(pl.lit(INTERVIEW_DATE) + pl.duration(days="day")).to_series()
    return dates.set(told.is_null(), None)


def circumstances_table(invention: Invention) -> pl.DataFrame:
    """Every answer about a work episode: who did it to whom is given only after a yes."""
    rows, owner = sampled_episodes(invention)
    table = pl.concat([_involuntary_rows(invention, rows), _coercion_rows(invention, rows)])
    table = table.filter(pl.col("answer").is_not_null()).sort("episode", "order")
    at = table["episode"]
    return table.drop("episode", "order").select(
        person_ids(invention).gather(owner).gather(at),
        pl.Series("job_id", job_numbers(owner)).gather(at),
        pl.all(),
    )


def _involuntary_rows(invention: Invention, rows: IntArray) -> pl.DataFrame:
    told, happened = invention.answers, invention.happened
    codes = told.involuntary[rows]
    stage = np.where(codes == YES, happened.involuntary_stage[rows], -1)
    nothing = pl.lit(None, dtype=pl.String)
    return _answers(codes, INVOLUNTARY, _INVOLUNTARY_QUESTIONS, first=0).select(
        pl.all().exclude("answer"),
        _named(stage.ravel(), STAGES).alias("stage"),
        *(nothing.alias(name) for name in ("mode", "by_whom", "on_whom")),
        "answer",
        _asked(told.consent_lacked[rows].ravel()).alias("consent_lacked"),
    )


def _coercion_rows(invention: Invention, rows: IntArray) -> pl.DataFrame:
    happened = invention.happened
    codes = invention.answers.coercion[rows]
    details = {
        "stage": (happened.coercion_stage, STAGES),
        "mode": (happened.mode, MODES),
        "by_whom": (happened.by_whom, BY_WHOM),
        "on_whom": (happened.on_whom, ON_WHOM),
    }
    return _answers(codes, COERCION, _COERCION_QUESTIONS, first=len(INVOLUNTARY)).select(
        pl.all().exclude("answer"),
        *(
            _named(np.where(codes == YES, positions[rows], -1).ravel(), levels).alias(name)
            for name, (positions, levels) in details.items()
        ),
        "answer",
        pl.lit(None, dtype=pl.Int64).alias("consent_lacked"),
    )


def _answers(
    codes: Int8Array, items: tuple[str, ...], questions: tuple[str, ...], first: int
) -> pl.DataFrame:
    """One row per episode and item: the answer, what it says, and its place."""
    episodes, width = codes.shape
    column = np.tile(np.arange(width), episodes)
    return pl.DataFrame(
        {
            "episode": np.repeat(np.arange(episodes), width),
            "order": column + first,
            "question": pl.Series(questions).gather(column),
            "item": pl.Series(items).gather(column),
            "answer": _asked(codes.ravel()),
        }
    )
