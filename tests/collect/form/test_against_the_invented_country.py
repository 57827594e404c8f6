"""Do the answers of an invented country come out alike by our form and by its module's tables?

The module's tables have standard names and a mapping of their own, and their classes are held to
the truth elsewhere (tests/define, tests/simulate). The form goes another way: gates, who did it,
consent, computed answers, a mapping made of the form. Nobody refuses the private part here, and
every child is asked; refusals of single items are those of the country.
"""

import tempfile
from functools import cache
from pathlib import Path
from random import Random

import narwhals as nw
import polars as pl
import pytest

import measure87
from measure87.classify import Tables, classify
from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.form.building import build_form
from measure87.collect.form.country import read_country
from measure87.collect.form.mapping_of_form import INPUT, mapping_of_form
from measure87.collect.presets import forced_labour_mapping
from measure87.define import load_definition
from measure87.define.survey_period import with_period
from measure87.files.source_table import SourceTable
from measure87.simulate import invent_country
from measure87.vocabulary.reference_period import ReferencePeriod
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.collect.form.field_tables import field_tables
from tests.collect.form.invented_answers import (
    interviews,
    with_less_told,
    without_consent_to_leave,
)

STANDARD = Path(measure87.__file__).parent / "collect/form/standard/country.toml"
PERIOD = ReferencePeriod("years", 5)
DEFINITIONS = (
    "child_labour/sdg_8_7_1",
    "child_labour/icls18_2008_amended_2018",
    "forced_labour/icls20_2018",
)
ASKED_FROM = 5
NARROW = "forced_labour_adults_narrow_consent"
"""The one measure that looks at consent at the beginning of who may not leave."""


def sources(frames):
    return {n: SourceTable(n, "parquet", one, tuple(one.columns)) for n, one in frames.items()}


def classes(collected):
    tables = Tables(collected.persons, collected.jobs, collected.circumstances)
    named = [with_period(load_definition(one), PERIOD) for one in DEFINITIONS]
    rows = classify(tables, [(one, list(one.measures)) for one in named])
    found = nw.to_native(rows).lazy().collect()
    return found.select("person_id", *(name for one in named for name in one.measures))


def by_the_module(country):
    section = parse_mapping(forced_labour_mapping())["forced_labour"]
    frames = {n: getattr(country, n) for n in ("persons", "jobs", "circumstances")}
    return classes(apply_mapping(section, sources(frames)))


@cache
def the_form(promised=(NARROW,)):
    """The standard form of five years, with questions that further measures look at."""
    folder = Path(tempfile.mkdtemp())
    text = STANDARD.read_text("utf-8").replace('"12 months"', '"5 years"')
    more = "".join(f'  "forced_labour/icls20_2018/{name}",\n' for name in promised)
    text = text.replace("measures = [\n", f"measures = [\n{more}")
    (folder / "country.toml").write_text(text, "utf-8")
    return build_form(read_country(folder / "country.toml"))


def by_the_form(answers, promised=(NARROW,)):
    form = the_form(promised)
    tables = field_tables(form, answers)
    main = tables["main"].drop("_deleted").with_columns(_kept=pl.lit(1))
    persons = tables["persons"].join(main, on="_id")
    section = parse_mapping(mapping_of_form(form))[INPUT]
    found = apply_mapping(section, sources({"persons": persons, "jobs": tables["jobs"]}))
    return classes(found).rename({"person_id": "by_form"})


@cache
def country():
    return invent_country(11, persons=2_000)


@cache
def all_told():
    """Classes by the form where everybody answers as the country does, and those who are asked."""
    known = country().persons.select(
        "person_id",
        pl.concat_str("household_id", "line", separator="-").alias("by_form"),
        "age_years",
    )
    asked = known.filter(pl.col("age_years") >= ASKED_FROM).drop("age_years")
    return asked.join(by_the_form(interviews(country())), on="by_form").sort("by_form")


def measures_of(frame):
    return [name for name in frame.columns if name not in ("person_id", "by_form")]


def test_every_measure_of_every_person_is_the_same():
    got = all_told()
    asked = got.select("person_id", "by_form")
    expected = asked.join(by_the_module(country()), on="person_id").sort("by_form")
    assert got.height == expected.height > 1_500
    names = measures_of(expected)
    differing = {name: int((got[name].ne_missing(expected[name])).sum()) for name in names}
    assert {name: n for name, n in differing.items() if n} == {}
    cases = {name: int((expected[name] == YES).sum()) for name in names}
    assert min(cases["forced_labour"], cases["child_labour_icls"]) > 10, "the test has cases"


@pytest.mark.slow
def test_without_consent_to_being_held_one_measure_of_sensitivity_is_less_known():
    """The standard form does not ask it; where it was the last word, that measure is unknown."""
    answers = {n: without_consent_to_leave(one) for n, one in interviews(country()).items()}
    got = by_the_form(answers, promised=())
    before = all_told().select("by_form").join(got, on="by_form").sort("by_form")
    asked = all_told()
    for name in measures_of(asked):
        if name != NARROW:
            assert before[name].equals(asked[name]), name
    turned = before[NARROW].ne_missing(asked[NARROW])
    assert turned.any(), "the test has cases"
    assert set(before[NARROW].filter(turned)) == {UNKNOWN}


@pytest.mark.slow
def test_what_is_not_told_makes_nobody_a_no_who_was_a_yes_nor_a_yes_who_was_a_no():
    """One answer in twenty is refused, not known or skipped: it may only make unknown."""
    rng = Random(87)
    spoilt = {n: with_less_told(one, rng, 0.05) for n, one in interviews(country()).items()}
    before = all_told()
    after = before.select("by_form").join(by_the_form(spoilt), on="by_form").sort("by_form")
    names = measures_of(after)
    for name in names:
        turned = ((before[name] == YES) & (after[name] == NO)) | (
            (before[name] == NO) & (after[name] == YES)
        )
        assert turned.sum() == 0, name
    lost = sum(int(((before[n] != UNKNOWN) & (after[n] == UNKNOWN)).sum()) for n in names)
    assert lost > 100, "some answers were needed"
