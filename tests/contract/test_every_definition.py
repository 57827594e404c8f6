"""What every definition must keep, whoever adds it: found by walking, none is named here."""

import ast
import importlib
import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from measure87.classify import Tables, case_tables, cases_of_rules, classify, run_cases
from measure87.define import Definition, Limit, Limits, Lists, list_definitions, load_definition
from measure87.define.cases import read_cases
from measure87.define.definition import idle_rules, refuse_unverified_headlines
from measure87.define.lists import DesignatedList
from measure87.vocabulary.citation import bibliography
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.status import LABELS, UNKNOWN

pytestmark = pytest.mark.usefixtures("each_expression_once")

IDS = list_definitions()
READINGS = [
    spec
    for identity in IDS
    for spec in (identity, *(f"{identity}:{name}" for name in load_definition(identity).readings))
]
ROOT = Path(__file__).parents[2]

PARAGRAPHS_SEEN = {
    "ICLS20-FL-2018": {"paragraph 1", "paragraph 2"},
    "ICLS20-CL-2018": {"paragraphs 21-32", "paragraphs 33-34"},
    "SDG-871-META-2021": {"paragraphs 21-32", "paragraphs 33-34"},
    "ICLS18-CL-2008": {"paragraphs 17-30", "paragraphs 32-33", "paragraphs 36-37"},
    "R190": {"paragraph 3"},
}
"""Paragraph numbers that somebody read; no citation may name another."""

PRINTED = {
    "ICLS20-FL-2018": {"paragraph 1", "paragraph 2"},
    "C29": None,
    "C182": None,
    "R190": None,
    "SDG-871-META-2021": None,
    "SDG-871-META-2022": None,
    "MICS6-SYNTAX-PR": None,
    "MICS4-SYNTAX-CP": None,
    "MICS5-SYNTAX-CP": None,
    "SDG-1622-META-2023": None,
    "SDG-531-META-2021": None,
}
"""Documents whose own text was read, and which places of them (None: all that are cited)."""

OPEN_AGE = 120
OTHER_SIDE = {"at_least": "above", "above": "at_least", "below": "at_most", "at_most": "below"}


@cache
def _load(spec: str) -> Definition:
    return load_definition(spec)


def _rule_modules(definition: Definition) -> set[str]:
    return {rule.function.__module__ for rule in definition.rules}


class _Recorded(dict):
    """Entries that remember which of them a rule asked for."""

    def __init__(self, entries) -> None:
        super().__init__(entries)
        self.asked: set[str] = set()

    def __getitem__(self, name: str):
        self.asked.add(name)
        return super().__getitem__(name)


@dataclass(frozen=True)
class _RecordedList(DesignatedList):
    """A list that tells when its codes are held against those of the data."""

    compared: set[str] = field(default_factory=set)

    def holds(self, code):
        self.compared.add(self.name)
        return super().holds(code)


def _asked_for(definition: Definition, measures: list[str]) -> tuple[set[str], set[str]]:
    """Limits and lists that the rules behind some measures apply, by running them."""
    limits, compared = _Recorded(definition.limits.entries), set()
    lists = {
        name: _RecordedList(**vars(entry), compared=compared)
        for name, entry in definition.lists.entries.items()
    }
    recording = replace(definition, limits=Limits(limits), lists=Lists(lists))
    classify(_tables(definition.id), [(recording, measures)])
    return limits.asked, compared


def _as_if_verified(definition: Definition) -> Definition:
    """The definition if somebody had compared all its lists with their sources."""
    lists = {n: replace(entry, verified=True) for n, entry in definition.lists.entries.items()}
    return replace(definition, lists=Lists(lists))


def _tables(identity: str) -> Tables:
    return case_tables(read_cases(_load(identity).cases, identity))


def _concepts(identity: str) -> dict:
    path = files("measure87.define").joinpath(identity, "concepts.toml")
    return tomllib.loads(path.read_text("utf-8"))


def test_there_are_definitions_of_child_labour():
    assert {"child_labour/sdg_8_7_1", "child_labour/mics6_pr34"} <= set(IDS)


@pytest.mark.parametrize("identity", IDS)
def test_every_rule_cites_its_text_and_says_what_it_decides(identity):
    for rule in _load(identity).rules:
        assert rule.cites, f"{rule.name} cites nothing"
        assert rule.summary.endswith("."), f"{rule.name} has no sentence"


@pytest.mark.parametrize("identity", IDS)
def test_every_measure_cites_its_text_and_has_a_title(identity):
    for measure in _load(identity).measures.values():
        assert measure.cites, f"{measure.name} cites nothing"
        assert measure.title
        assert 0 <= measure.ages[0] <= measure.ages[1]


@pytest.mark.parametrize("identity", IDS)
def test_no_citation_names_a_paragraph_that_nobody_saw(identity):
    for cite in _load(identity).citations:
        for found in re.findall(r"(?:paragraphs?|paras?|¶)\s*[\d–-]+", cite.at):
            assert found in PARAGRAPHS_SEEN.get(cite.key, set()), f"{cite}: {found}"


@pytest.mark.parametrize("identity", IDS)
def test_printed_means_that_the_documents_own_text_was_read(identity):
    for cite in _load(identity).citations:
        if cite.seen == "printed":
            places = PRINTED.get(cite.key, set())
            assert places is None or cite.at in places, str(cite)


@pytest.mark.parametrize("identity", IDS)
def test_every_limit_and_list_is_used_by_a_rule_or_a_measure(identity):
    definition = _load(identity)
    limits, lists = _asked_for(definition, list(definition.measures))
    limits |= {entry.get("unknown") for entry in _concepts(identity)["measures"].values()}
    assert set(definition.limits.entries) <= limits
    assert set(definition.lists.entries) <= lists


@pytest.mark.few(4)
@pytest.mark.parametrize("identity", IDS)
def test_a_definition_knows_which_lists_a_measure_rests_on(identity):
    for definition in (_load(identity), _as_if_verified(_load(identity))):
        for name in definition.measures:
            _, asked = _asked_for(definition, [name])
            assert {entry.name for entry in definition.lists_behind(name)} == asked


@pytest.mark.parametrize("identity", IDS)
def test_rules_hold_no_numbers(identity):
    """Numbers are limits: dated, cited, on one side. Only statuses (0, 1, 2) may stand there.

    Citations, in the decorators, may number the places of a text.
    """
    for name in _rule_modules(_load(identity)):
        tree = ast.parse(Path(importlib.import_module(name).__file__).read_text("utf-8"))
        bodies = [n.body for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        numbers = [
            (node.lineno, node.value)
            for body in bodies
            for statement in body
            for node in ast.walk(statement)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, int | float)
            and not isinstance(node.value, bool)
            and node.value not in LABELS
        ]
        assert not numbers, f"{name}: {numbers}"


@pytest.mark.parametrize("identity", IDS)
def test_a_list_that_nobody_checked_feeds_no_headline(identity):
    """There is no exception: neither by name, nor by what the list would do."""
    definition = _load(identity)
    headlines = [m.name for m in definition.measures.values() if m.headline]
    for name in headlines:
        assert definition.unverified_lists(name) == ()
    unverified = [entry for entry in definition.lists.entries.values() if not entry.verified]
    if not unverified:
        return
    anything = tuple("0123456789ABCDEFGHIJKLMNOPQRSTU")
    everything = {entry.name: replace(entry, codes=anything) for entry in unverified}
    spoilt = replace(definition, lists=Lists({**definition.lists.entries, **everything}))
    others = [m.name for m in definition.measures.values() if not m.headline]
    as_is, by_any = (
        classify(_tables(identity), [(one, [*headlines, *others])]).collect().sort("person_id")
        for one in (definition, spoilt)
    )
    assert as_is.select(headlines).rows() == by_any.select(headlines).rows()
    assert as_is.select(others).rows() != by_any.select(others).rows()


@pytest.mark.parametrize("identity", IDS)
def test_a_headline_made_to_rest_on_an_unverified_list_is_refused(identity):
    definition = _load(identity)
    resting = [name for name in definition.measures if definition.unverified_lists(name)]
    for name in resting:
        measure = replace(definition.measures[name], headline=True)
        risen = replace(definition, measures={**definition.measures, name: measure})
        with pytest.raises(DefinitionError, match=definition.unverified_lists(name)[0]):
            refuse_unverified_headlines(risen)
    refuse_unverified_headlines(definition)


@pytest.mark.parametrize("spec", READINGS)
def test_every_case_comes_out_as_the_text_demands(spec):
    assert run_cases(_load(spec)) == ()


@pytest.mark.parametrize("identity", IDS)
def test_every_expectation_names_a_measure(identity):
    known = {
        name for spec in READINGS if spec.split(":")[0] == identity for name in _load(spec).measures
    }
    assert set(read_cases(_load(identity).cases, identity).expected) <= known


@pytest.mark.parametrize("identity", IDS)
def test_every_measure_has_a_yes_a_no_and_an_unknown_case(identity):
    definition = _load(identity)
    expected = read_cases(definition.cases, identity).expected
    for name in definition.measures:
        assert set(LABELS) <= set(expected.get(name, {}).values()), name


@pytest.mark.parametrize("identity", IDS)
def test_the_ages_of_every_measure_are_tested_at_both_ends(identity):
    """Somebody of the first and the last age is inside, one a year beyond is outside."""
    definition = _load(identity)
    cases = read_cases(definition.cases, identity)
    ages = {person["person_id"]: person.get("age_years") for person in cases.persons}
    for measure in definition.measures.values():
        found = {(ages[c], s is not None) for c, s in cases.expected[measure.name].items()}
        first, last = measure.ages
        wanted = {(first - 1, False), (first, True), (last, True), (last + 1, False)}
        limited = {(age, inside) for age, inside in wanted if 0 <= age < OPEN_AGE}
        assert measure.any_age or limited <= found, f"{measure.name}: {limited - found}"


def _moved(limit: Limit) -> list[Limit]:
    """The same limit with its boundary on the other side, elsewhere, or for fewer ages."""
    if limit.side not in OTHER_SIDE:
        return []
    numbers = [replace(limit, bound=limit.number + step) for step in (-1, 1)]
    found = [replace(limit, side=OTHER_SIDE[limit.side]), *numbers]
    if limit.ages is not None:
        first, last = limit.ages
        found += [replace(limit, ages=ages) for ages in ((first + 1, last), (first, last - 1))]
    return found


@pytest.mark.parametrize("identity", IDS)
def test_a_boundary_that_is_moved_changes_a_case(identity):
    definition = _load(identity)
    for name, limit in definition.limits.entries.items():
        for moved in _moved(limit):
            limits = Limits({**definition.limits.entries, name: moved})
            assert run_cases(replace(definition, limits=limits)), f"{name}: {moved} {moved.ages}"


@pytest.mark.parametrize("identity", IDS)
def test_every_reading_has_a_case_that_it_decides_otherwise(identity):
    definition = _load(identity)
    expected = read_cases(definition.cases, identity).expected
    for reading in definition.readings:
        differing = [
            case
            for name in definition.measures
            for case, status in expected.get(f"{name}_{reading}", {}).items()
            if status != expected.get(name, {}).get(case)
        ]
        assert differing, f"reading {reading} changes no case"


@pytest.mark.parametrize("identity", IDS)
def test_every_rule_is_hit_by_a_case(identity):
    """A rule that can only leave a person undetermined says so in its name.

    One that reads verified lists only, where there are none, is hit as if they were verified.
    """
    definition = _load(identity)
    sure, open_ = cases_of_rules(definition), cases_of_rules(definition, UNKNOWN)
    verified = cases_of_rules(_as_if_verified(definition))
    idle = idle_rules(definition.rules, definition.lists)
    assert not any(sure[name] or open_[name] for name in idle)
    hits = {
        name: (verified if name in idle else open_ if "unknown" in name else sure)[name]
        for name in sure
    }
    assert not [name for name, cases in hits.items() if not cases]


@pytest.mark.parametrize("identity", IDS)
def test_every_definition_explains_its_readings_and_has_a_page(identity):
    definition = _load(identity)
    assert definition.about
    assert definition.reaches_not
    assert len(definition.reading_notes) > 200
    pages = (ROOT / "docs" / "definitions").glob("*.md")
    assert any(f"`{identity}`" in page.read_text("utf-8") for page in pages)


def test_every_document_in_the_bibliography_is_cited():
    texts = [
        path.read_text("utf-8")
        for folder in ("src", "docs", "examples")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".md", ".csv"} and path.name != "bibliography.toml"
    ]
    uncited = [key for key in bibliography() if not any(key in text for text in texts)]
    assert not uncited
