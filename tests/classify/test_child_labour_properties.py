"""What must hold whatever the answers: order, unknowns made known, jobs summed."""

import narwhals as nw
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure87.classify import Tables, classify
from measure87.define import Definition, list_definitions, load_definition
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.expressions_once import expressions_once

DEFINITIONS = [
    load_definition(name) for name in list_definitions() if name.startswith("child_labour/")
]
MEASURES = [name for definition in DEFINITIONS for name in definition.measures]
OF_CODES = {
    name
    for definition in DEFINITIONS
    for name, measure in definition.measures.items()
    if {"industry", "occupation"} & set(measure.required)
}
"""Measures that rest on codes of jobs."""
quick = settings(
    max_examples=settings().max_examples // 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _classified(
    persons: pl.DataFrame, jobs: pl.DataFrame | None, definitions: list[Definition] = DEFINITIONS
) -> pl.DataFrame:
    tables = Tables(persons.lazy(), None if jobs is None else jobs.lazy())
    wanted = [
        (d, [m for m in d.measures if jobs is not None or m not in OF_CODES]) for d in definitions
    ]
    with expressions_once():
        return classify(tables, wanted).collect().to_native().sort("person_id")


@pytest.mark.slow
@quick
@given(seed=st.integers(0, 10_000))
def test_the_order_of_persons_and_jobs_does_not_matter(seed, invent_survey):
    persons, jobs = invent_survey(seed, 60)
    shuffled = (
        persons.sample(fraction=1, shuffle=True, seed=seed),
        jobs.sample(fraction=1, shuffle=True, seed=seed + 1),
    )
    assert _classified(persons, jobs).equals(_classified(*shuffled))


@pytest.mark.slow
@quick
@given(seed=st.integers(0, 10_000), data=st.data())
def test_an_unknown_made_known_never_turns_a_yes_into_a_no(seed, data, invent_survey):
    """What is certain stays so when more is known: only unknowns may change."""
    persons, jobs = invent_survey(seed, 60)
    before = _classified(persons, jobs)
    after = _classified(_some_made_known(persons, data), _some_made_known(jobs, data))
    for name in MEASURES:
        if name == "household_chores_below_threshold":
            continue  # its reading says why: chores not known to be done add no hours
        sure = before[name].is_in([NO, YES])
        assert before.filter(sure)[name].to_list() == after.filter(sure)[name].to_list(), name
        assert before[name].is_null().equals(after[name].is_null())


def _some_made_known(table: pl.DataFrame, data: st.DataObject) -> pl.DataFrame:
    """Some unknown statuses become a no or a yes, some untold hours of jobs a number.

    An answer that was not asked stays so: whether it counts is another matter.
    """
    seed = data.draw(st.integers(0, 10_000))
    chance = pl.int_range(pl.len()).shuffle(seed=seed) % 4
    known = pl.when(chance == 0).then(NO).when(chance == 1).then(YES).otherwise(UNKNOWN)
    told = pl.when(chance == 0).then(0.0).when(chance == 1).then(40.0)
    statuses = pl.col(pl.Int8).exclude("answered_on_work")
    columns = [
        pl.when(statuses == UNKNOWN).then(known).otherwise(statuses).cast(pl.Int8).name.keep()
    ]
    if "hours" in table.columns:
        columns.append(pl.col("hours").fill_null(told))
    return table.with_columns(columns)


@quick
@given(
    hours=st.lists(
        st.one_of(st.none(), st.sampled_from([0.0, 0.5, 1, 6.5, 7, 13, 14, 20, 43])), max_size=5
    ),
    age=st.integers(5, 17),
    unit=st.sampled_from([1.0, 0.5]),
)
def test_hours_are_summed_over_jobs_before_any_threshold(hours, age, unit):
    """A loop over one child's jobs: two of eight hours are sixteen."""
    parts = [h * unit if h is not None else None for h in hours for _ in range(int(1 / unit))]
    least, unknown = 0.0, False
    for part in parts:
        least, unknown = (least, True) if part is None else (least + part, unknown)
    cut = 1 if age <= 11 else 14 if age <= 14 else 43
    expected = YES if parts and least >= cut else UNKNOWN if unknown else NO
    nothing = {name: [NO] for name in ("fetched_water", "collected_firewood", "household_chores")}
    none_told = {name: [None] for name in ("water_hours", "firewood_hours", "chores_hours")}
    persons = pl.DataFrame(
        {"person_id": ["c"], "age_years": [age], **nothing, **none_told},
        schema_overrides=dict.fromkeys(nothing, pl.Int8) | dict.fromkeys(none_told, pl.Float64),
    )
    jobs = pl.DataFrame(
        {
            "person_id": ["c"] * len(parts),
            "job_id": [str(n) for n in range(len(parts))],
            "hours": parts,
        },
        schema={"person_id": pl.String, "job_id": pl.String, "hours": pl.Float64},
    )
    sdg = [load_definition("child_labour/sdg_8_7_1")]
    found = _classified(persons, jobs, sdg)
    assert found["child_labour_sdg_a"].to_list() == [expected]
    assert found["child_labour_sdg_b"].to_list() == [expected]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.id)
def test_a_child_whom_nobody_asked_about_work_is_unknown(definition):
    """In a survey that asks only some ages about work, the others are not without work."""
    measures = [m for m in definition.measures.values() if "industry" not in m.required]
    columns = {name for m in measures for name in (*m.required, *m.optional) if name in PERSONS}
    types = {"status": nw.Int8, "number": nw.Float64, "integer": nw.Int64}
    frame = nw.from_dict(
        {"person_id": ["c"], **{name: [None] for name in sorted(columns)}, "age_years": [9]},
        schema={"person_id": nw.String}
        | {name: types[PERSONS[name].kind] for name in sorted(columns)}
        | {"age_years": nw.Int64},
        backend="polars",
    )
    row = classify(
        Tables(frame.lazy().to_native()), [(definition, [m.name for m in measures])]
    ).collect()
    assert {name: row[name].to_list() for name in (m.name for m in measures)} == {
        m.name: [UNKNOWN] for m in measures
    }


def test_persons_alone_and_persons_with_one_job_each_come_to_the_same(invent_survey):
    """MICS asks for all jobs together, a labour force survey job by job."""
    persons, _ = invent_survey(5, 400)
    working = persons.filter(pl.col("economic_activity").is_in([NO, YES]))
    told = working.filter(pl.col("economic_activity") == YES)
    jobs = told.select(
        "person_id",
        job_id=pl.lit("1"),
        hours="economic_hours",
        industry=pl.lit("4711"),
        occupation=pl.lit("4110"),
        heights="heights",
    )
    by_job = working.drop("economic_activity", "economic_hours", "heights").with_columns(
        answered_on_work=pl.lit(YES, pl.Int8)
    )
    names = [name for name in MEASURES if name not in OF_CODES]
    together = _classified(working, None).select("person_id", *names)
    apart = _classified(by_job, jobs).select("person_id", *names)
    differing = (
        together.join(apart, on="person_id", suffix="_by_job")
        .join(working.select("person_id", "economic_activity", "heights"), on="person_id")
        .filter(pl.any_horizontal(*[~pl.col(n).eq_missing(pl.col(f"{n}_by_job")) for n in names]))
    )
    # only a hazard told of a child without work goes astray: there is no job to hold it
    assert set(differing["economic_activity"].to_list()) <= {NO}
    assert all(height is not None for height in differing["heights"].to_list())
