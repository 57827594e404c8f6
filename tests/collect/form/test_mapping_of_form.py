"""Does a built form, mapped by what it says of itself, give every measure, and rightly?"""

from functools import cache
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

import measure87
from measure87.classify import Tables, classify, items_from_jobs
from measure87.collect import apply_mapping, check_support, without_proxies
from measure87.collect.form.building import build_form
from measure87.collect.form.country import read_country
from measure87.collect.form.mapping_of_form import INPUT, mapping_of_form
from measure87.collect.mapping_file import parse_mapping
from measure87.define import load_definition
from measure87.define.survey_period import with_period
from measure87.files.source_table import SourceTable
from measure87.vocabulary.reference_period import ReferencePeriod
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.collect.form.answered import answer, household, job, person, yes
from tests.collect.form.field_tables import field_tables

STANDARD = Path(measure87.__file__).parent / "collect/form/standard/country.toml"
DEFINITIONS = (
    "child_labour/sdg_8_7_1",
    "child_labour/icls18_2008_amended_2018",
    "forced_labour/icls20_2018",
    "forced_marriage/global_estimates",
)
YEAR = ReferencePeriod("months", 12)
ADULT, CHILDREN, ALL = "forced_labour_adults", "forced_labour_children", "forced_labour"
SDG_A, SDG_B, ICLS = "child_labour_sdg_a", "child_labour_sdg_b", "child_labour_icls"


@cache
def the_form():
    return build_form(read_country(STANDARD))


@cache
def the_mapping():
    return parse_mapping(mapping_of_form(the_form(), read_country(STANDARD).versions))[INPUT]


def collected(interviews):
    tables = field_tables(the_form(), interviews)
    main = tables["main"].drop("_deleted").with_columns(_kept=pl.lit(1))
    persons = tables["persons"].join(main, on="_id")
    sources = {"persons": persons, "jobs": tables["jobs"]}
    return apply_mapping(
        the_mapping(),
        {name: SourceTable(name, "parquet", one, tuple(one.columns))
         for name, one in sources.items()},
    )  # fmt: skip


CASES = {
    "overtime not agreed and papers kept": (
        person(30, job(40, yes("overtime", agreed="2"), yes("papers", did={"employer"}))),
        {ADULT: YES, ALL: YES, "forced_labour_private": YES, "forced_labour_state": NO},
    ),
    "the same, agreed at the beginning": (
        person(30, job(40, yes("overtime", agreed="1"), yes("papers", did={"employer"}))),
        {ADULT: NO, "work_under_menace_adults": YES, "forced_labour_adults_any_item": YES},
    ),
    "she did not say whether she had agreed": (
        person(30, job(40, yes("overtime", agreed="9"), yes("papers", did={"employer"}))),
        {ADULT: UNKNOWN},
    ),
    "no coercion": (person(30, job(40, yes("overtime", agreed="2"))), {ADULT: NO}),
    "a refusal where a yes would decide": (
        person(30, job(40, yes("overtime", agreed="2"), answer("papers", "9"))),
        {ADULT: UNKNOWN},
    ),
    "threatened, and nobody knows by whom": (
        person(30, job(40, yes("low_pay", agreed="2"), yes("violence", threatened={"8"}))),
        {ADULT: YES},
    ),
    "wages kept back alone, one answer for two criteria": (
        person(30, job(40, yes("wages_kept", agreed="2", did={"employer"}))),
        {ADULT: NO, "involuntary_work_adults": YES, "work_under_menace_adults": YES},
    ),
    "not free to leave and in debt": (
        person(30, job(40, yes("not_free_to_leave"),
                       yes("debt_work", did={"employer"}))),
        {ADULT: YES, "forced_labour_debt_bondage": YES},
    ),
    "a proxy answered": (
        person(30, job(40, private=False), respondent="proxy"),
        {ADULT: UNKNOWN, ALL: UNKNOWN},
    ),
    "she did not agree to the private part": (
        person(30, job(40, private=False)), {ADULT: UNKNOWN}
    ),
    "she stopped midway": (
        person(30, job(40) | dict.fromkeys(("papers", "papers_answer"))),
        {"work_under_menace_adults": UNKNOWN},
    ),
    "no work": (person(30), {ADULT: NO, ALL: NO}),
    "would not answer on work": (
        person(30, worked_week=None, work_consent="2", answered_on_work="2"),
        {ADULT: UNKNOWN, ALL: UNKNOWN},
    ),
    "imposed by the State, excluded with all conditions": (
        person(30, job(40, yes("not_free_to_leave"), yes("violence", did={"state"}))
               | {"imposed_by": "state", "exclusion": "EX_MIL", "purely_military": "1"}),
        {ADULT: NO},
    ),
    "imposed by the State, no condition known": (
        person(30, job(40, yes("not_free_to_leave"), yes("violence", did={"state"}))
               | {"imposed_by": "state", "exclusion": "EX_MIL", "purely_military": "8"}),
        {ADULT: UNKNOWN, "forced_labour_private": NO},
    ),
    "child of 16, coerced by the employer": (
        person(16, job(20, yes("violence", did={"employer"}))), {CHILDREN: YES, ALL: YES}
    ),
    "child of 16, pressed by the parents alone": (
        person(16, job(20, yes("violence", did={"parents"}))), {CHILDREN: NO}
    ),
    "child of 16, by the parents and a recruiter": (
        person(16, job(20, yes("violence", did={"parents", "recruiter"}))), {CHILDREN: YES}
    ),
    "child of 16 who saw it done to others": (
        person(16, job(20, yes("violence", witnessed={"employer"}))), {CHILDREN: NO}
    ),
    "child of 16 who does not know who did it": (
        person(16, job(20, yes("violence", did={"8"}))), {CHILDREN: UNKNOWN}
    ),
    "child of 16 in a worst form": (
        person(16, job(20, worst_form_3b_answer="1", commercial_sexual_answer="1")),
        {CHILDREN: YES, "forced_labour_commercial_sexual": YES, ICLS: YES},
    ),
    "child of 12 with light work, not asked in private": (
        person(12, job(10, private=False)),
        {CHILDREN: UNKNOWN, SDG_A: NO, ICLS: UNKNOWN, "hazardous_work_icls": NO},
    ),
    "child of 12 who would not tell of one danger": (
        person(12, job(10, private=False, heavy_loads="9")), {ICLS: UNKNOWN, SDG_A: NO}
    ),
    "child of 8 with an hour of work": (
        person(8, job(1, private=False)), {SDG_A: YES, SDG_B: YES, ICLS: YES}
    ),
    "child of 15 with 43 hours": (person(15, job(43)), {SDG_A: YES, ICLS: YES}),
    "child of 15 with 42 hours": (person(15, job(42)), {SDG_A: NO, ICLS: NO}),
    "child of 15 whose hours nobody knows": (person(15, job(-8)), {SDG_A: UNKNOWN}),
    "child of 10 with 21 hours of housework": (
        person(10, household_chores="1", chores_hours=21), {SDG_A: NO, SDG_B: YES}
    ),
    "child of 10 who may have worked": (
        person(10, worked_week="9", worked_period="2", answered_on_work="2"), {SDG_A: UNKNOWN}
    ),
}  # fmt: skip


@cache
def verdicts():
    interviews = {name: household(one) for name, (one, _) in CASES.items()}
    found = without_proxies(collected(interviews), adult=18)
    tables = Tables(found.persons, found.jobs, found.circumstances)
    definitions = [with_period(load_definition(one), YEAR) for one in DEFINITIONS]
    return (
        nw.to_native(classify(tables, [(one, list(one.measures)) for one in definitions]))
        .lazy()
        .collect()
    )


@pytest.mark.few(10)
@pytest.mark.parametrize("name", CASES)
def test_a_person_is_classified_by_what_she_answered(name):
    row = verdicts().filter(pl.col("person_id") == f"{name}-1").row(0, named=True)
    expected = CASES[name][1]
    assert {measure: row[measure] for measure in expected} == expected


def test_no_measure_lacks_anything_that_it_needs_or_could_use():
    """Every item, required or used where it is there, of every measure of three definitions."""
    found = collected({"one": household(person(30, job(40)))})
    assert found.jobs is not None
    items = found.items | items_from_jobs(found.jobs.collect_schema().names())
    for identity in DEFINITIONS:
        measures = load_definition(identity).measures
        needs = {name: (m.required, m.optional) for name, m in measures.items()}
        support = check_support(items, needs)
        for name, measure in measures.items():
            assert not support.missing(name), name
            assert set(support.measures[name].missing_optional) <= {"consent_in_words"}, name
            assert all(set(group) & items for group in measure.one_of), name


def test_every_item_of_both_criteria_is_asked():
    asked = {code for codes in collected({"one": household(person(30, job(40)))})
             .questions.values() for code in codes}  # fmt: skip
    wanted = {f"IN{n}" for n in range(1, 10)} | {f"CO{n}" for n in range(1, 7)} | {"INX", "COX"}
    assert asked == wanted


def test_a_parent_in_forced_labour_makes_the_childs_work_forced():
    forced = job(40, yes("overtime", agreed="2"), yes("papers", did={"employer"}))
    child = person(9, job(5, private=False, with_or_for_parents="1", for_third_party="2"),
                   mother_line=1)  # fmt: skip
    found = collected({"home": household(person(30, forced), child)})
    tables = Tables(found.persons, found.jobs, found.circumstances)
    definition = with_period(load_definition("forced_labour/icls20_2018"), YEAR)
    rows = nw.to_native(classify(tables, [(definition, [CHILDREN])])).lazy().collect()
    assert rows.filter(pl.col("person_id") == "home-2")[CHILDREN].item() == YES
