"""Invented persons answer the standard form through JavaRosa; the rules find what is true of them.

The whole way: form, engine, interviews as XML, tables, the form's own mapping, rules. Nothing in
it knows the truth but the respondents, and the truth knows no rule.
"""

from dataclasses import dataclass
from functools import cache

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.form.engines.persons import PersonRespondent
from measure87.collect.form.engines.process import Engine
from measure87.collect.form.engines.xform import read_xform
from measure87.collect.form.submissions import tables_of_submissions
from measure87.collect.presets import forced_labour_mapping
from measure87.define import load_definition
from measure87.files import read_source
from measure87.vocabulary.status import NO, UNKNOWN, YES
from tests.collect.form.engines.invented_households import ALSO, complete_country, households
from tests.collect.form.engines.standard_form import standard_form

DEFINITIONS = (
    "child_labour/sdg_8_7_1",
    "child_labour/icls18_2008_amended_2018",
    "forced_labour/icls20_2018",
)
TRUTH = (
    "child_labour_sdg_a",
    "child_labour_sdg_b",
    "forced_labour",
    "forced_labour_adults",
    "forced_labour_children",
)
"""Measures of which the invention says itself, without any rule, what is true."""
_MAY_BE_OPEN = ("forced_labour", "forced_labour_adults", "forced_labour_children")
"""The invention, too, says unknown of who was born or sold into work without menace (IN1 alone)."""
_OF_ALL_CHILDREN = "forced_labour_children_0_to_17"
_LOOKS_AT_ALL_CONSENT = "forced_labour/icls20_2018/forced_labour_adults_narrow_consent"
"""A measure for which the form asks consent at the beginning of who may not leave, too."""
_FIRST_AGE_ASKED = 5
"""Of younger children the form asks nothing on work: unknown, never no."""


def measures():
    return {one: tuple(load_definition(one).measures) for one in DEFINITIONS}


def classified(mapping, sources):
    (section,) = parse_mapping(mapping).inputs.values()
    made = apply_mapping(section, sources)
    assert not made.report.unmapped
    wanted = [(load_definition(one), names) for one, names in measures().items()]
    tables = Tables(made.persons, made.jobs, made.circumstances)
    return classify(tables, wanted).to_native().collect()


@pytest.fixture(scope="module")
def a_country():
    """A country of so many sampled persons, invented once."""
    return cache(lambda persons: complete_country(3, persons))


@dataclass(frozen=True)
class Respondents:
    """Persons with their classes: through the form, by their own tables, and as is true."""

    rows: pl.DataFrame
    silent: dict[str, tuple[str, ...]]
    """Person to the questions that were left without an answer, of her or of the household."""
    parents: dict[str, tuple[str, ...]]

    def missing(self, person: str) -> bool:
        """Whether something is not told of her or of her parents, on whom a measure hangs."""
        return any(self.silent[one] for one in (person, *self.parents[person]))


@pytest.fixture(scope="module")
def answer(programs, a_country, tmp_path_factory):
    """Let so many persons answer, a share of the questions staying without an answer."""
    folder = tmp_path_factory.mktemp("study")
    form = standard_form(folder, "en", young_children=True, promised=_LOOKS_AT_ALL_CONSENT)

    def interviewed(persons, no_answer):
        country = a_country(max(3_000, 6 * persons))
        chosen = households(country, persons)
        path = folder / "form" / "form.xml"
        xform, xmls, respondents = read_xform(path), [], []
        with Engine(programs[0], path) as engine:
            for number, household in enumerate(chosen):
                one = PersonRespondent(
                    form, xform, household, also=ALSO, no_answer=no_answer, seed=str(number)
                )
                filled = engine.interview("", one)
                assert filled.unanswered == ()
                xmls.append(filled.xml.encode())
                respondents.append(one)
        found = _through_the_form(form, xmls, folder)
        return _beside_the_truth(country, found, xmls, respondents)

    return interviewed


def _through_the_form(form, xmls, folder):
    from measure87.collect.form.mapping_of_form import mapping_of_form
    from measure87.study.field.tables import laid_out

    place = folder / "field" / "tables"
    place.mkdir(parents=True, exist_ok=True)
    for name, table in tables_of_submissions(form, xmls).items():
        table.write_parquet(place / f"{name}.parquet")
    with laid_out(folder, None) as files:
        sources = {name: read_source(path) for name, path in files.items()}
        return classified(mapping_of_form(form), sources)


def _beside_the_truth(country, found, xmls, respondents):
    names, silent, parents = [], {}, {}
    for xml, one in zip(xmls, respondents, strict=True):
        interview = xml.partition(b"<instanceID>")[2].partition(b"<")[0].decode()
        people = [person.row for person in one.household.persons]
        for line, row in enumerate(people, start=1):
            names.append((f"{interview}-{line}", row["person_id"], row["age_years"]))
            silent[row["person_id"]] = one.silence.about(line)
            lines = [row[parent] for parent in ("mother_line", "father_line") if row[parent]]
            parents[row["person_id"]] = tuple(people[at - 1]["person_id"] for at in lines)
    rows = pl.DataFrame(names, schema=["person_id", "person", "age"], orient="row")
    told = rows["person"].to_list()
    sources = {
        name: _source(getattr(country, name).filter(pl.col("person_id").is_in(told)), name)
        for name in ("persons", "jobs", "circumstances")
    }
    direct = classified(forced_labour_mapping(), sources)
    return Respondents(
        rows.join(found, on="person_id", how="left", validate="1:1")
        .join(direct, left_on="person", right_on="person_id", suffix="_direct", validate="1:1")
        .join(
            country.sample_truth, left_on="person", right_on="person_id", suffix="_true",
            validate="1:1",
        ),
        silent,
        parents,
    )  # fmt: skip


def _source(frame, name):
    from measure87.files import SourceTable

    return SourceTable(name=f"{name}.parquet", format="parquet", frame=frame,
                       columns=tuple(frame.columns), value_labels={})  # fmt: skip


def all_measures():
    return [name for names in measures().values() for name in names]


def assert_classes_are_true(found, cases):
    for name in all_measures():
        rows = found.rows
        if name == _OF_ALL_CHILDREN:
            young = rows.filter(pl.col("age") < _FIRST_AGE_ASKED)
            assert set(young[name]) == {UNKNOWN}
            rows = rows.filter(pl.col("age") >= _FIRST_AGE_ASKED)
        assert rows.filter(~pl.col(name).eq_missing(pl.col(f"{name}_direct"))).is_empty(), name
    for name in TRUTH:
        true = pl.col(f"{name}_true")
        told = found.rows.filter(true.is_not_null())
        status = pl.when(true.cast(pl.Boolean)).then(YES).otherwise(NO)
        open_ = (pl.col(f"{name}_as_told") == UNKNOWN) if name in _MAY_BE_OPEN else pl.lit(False)
        wanted = pl.when(open_).then(UNKNOWN).otherwise(status)
        assert told.filter(pl.col(name) != wanted).is_empty(), name
        assert (told[name] == UNKNOWN).sum() <= 1 + told.height // 500, name
        assert (told[name] == YES).sum() >= cases, name


def assert_silence_only_hides(found):
    opened = 0
    for name in all_measures():
        kept, direct = pl.col(name), pl.col(f"{name}_direct")
        turned = found.rows.filter(kept.is_in([NO, YES]) & direct.is_in([NO, YES]))
        assert turned.filter(kept != direct).is_empty(), name
        for person, age in found.rows.filter(kept == UNKNOWN).select("person", "age").rows():
            young = name == _OF_ALL_CHILDREN and age < _FIRST_AGE_ASKED
            assert young or found.missing(person), (name, person)
            opened += not young
        for person in found.rows.filter(kept.is_null() & direct.is_not_null())["person"]:
            # Of whom no age was told nobody knows whether she belongs to a measure.
            assert any(path.endswith("/age") for path in found.silent[person]), name
    return opened


@pytest.mark.slow
def test_sixty_persons_are_classified_as_they_are(answer):
    assert_classes_are_true(answer(60, 0.0), cases=1)


@pytest.mark.slow
def test_what_is_not_told_makes_nobody_a_yes_or_a_no(answer):
    assert assert_silence_only_hides(answer(60, 0.05)) > 50


@pytest.mark.proof
@pytest.mark.parametrize("persons", [350, 2_000])
def test_many_persons_are_classified_as_they_are(answer, persons):
    found = answer(persons, 0.0)
    assert found.rows.height > 0.95 * persons
    assert_classes_are_true(found, cases=persons // 100)


@pytest.mark.proof
@pytest.mark.parametrize("persons", [350, 2_000])
def test_of_many_persons_only_what_is_not_told_is_unknown(answer, persons):
    found = answer(persons, 0.05)
    assert found.rows.height > 0.95 * persons
    assert assert_silence_only_hides(found) > persons // 2
