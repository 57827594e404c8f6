"""Whatever leaves stands in the table of output kinds, with risks, and with checks that exist."""

import importlib.util
from fnmatch import fnmatch
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import get_args

import pytest
from msgspec import ValidationError, convert, to_builtins

from measure87.disseminate.formats import every_format
from measure87.disseminate.gate.output_kinds import (
    OutputKind,
    OutputKinds,
    Risk,
    output_kinds,
    place_of,
)
from measure87.disseminate.manifest import ESTIMATES, NAME
from measure87.disseminate.pages.world.about import ABOUT, GATHER
from measure87.disseminate.pages.world.edition_file import NAME as EDITIONS
from measure87.disseminate.pages.world.world_page import BRIEF, REPORT
from measure87.disseminate.pages.world.world_tables import TABLES
from measure87.study.kinds import every_kind
from measure87.study.release_schemas import released_files
from measure87.study.world.parameter_files import DESCRIPTION, DRAWS
from measure87.vocabulary.estimate import Statistic
from tests.contract.test_every_format import FORMATS, files_of

TABLE = output_kinds()
KINDS = {one.id: one for one in TABLE.kinds}
PAGE = Path(__file__).parents[2] / "docs" / "reference"
RISKS = {name for risks in TABLE.statbarns.values() for name in risks} | set(TABLE.own_risks)


def kinds_of_file(path):
    return [one.id for one in TABLE.kinds if any(fnmatch(path, name) for name in one.files)]


def test_no_kind_stands_twice():
    assert len(KINDS) == len(TABLE.kinds)


def test_acros_kinds_of_statistic_are_fourteen_and_each_is_released_or_said_not_to_be():
    assert len(TABLE.statbarns) == 14
    released = {name for one in TABLE.kinds for name in one.statbarns}
    assert released | set(TABLE.not_released) == set(TABLE.statbarns)
    assert not released & set(TABLE.not_released)


def test_every_statistic_is_of_exactly_one_kind():
    named = [name for one in TABLE.kinds for name in one.statistics]
    assert sorted(named) == sorted(get_args(Statistic))


def test_every_format_is_of_exactly_one_kind():
    named = [name for one in TABLE.kinds for name in one.formats]
    assert sorted(named) == sorted(one.name for one in every_format())


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_that_a_format_writes_is_of_the_kind_of_the_format(name):
    (kind,) = (one for one in TABLE.kinds if name in one.formats)
    for path in files_of(name):
        assert kind.id in kinds_of_file(path), path


def test_every_other_file_of_a_release_is_of_a_kind():
    world = [*(f"{name}.csv" for name in TABLES), EDITIONS, ABOUT, GATHER, REPORT, BRIEF]
    world += ["draws.parquet", DESCRIPTION, DRAWS, "consultation/KEN.xlsx"]
    declared = [one.file for one in released_files().values()]
    for path in (*world, *declared, ESTIMATES, NAME):
        assert kinds_of_file(path), path


def test_every_kind_of_study_releases_something_and_no_other_is_named():
    named = {name for one in TABLE.kinds for name in one.of}
    assert named == set(every_kind())


@pytest.mark.parametrize("kind", TABLE.kinds, ids=KINDS)
def test_every_risk_that_acro_gives_its_statistic_is_answered(kind):
    answered = [one.risk for one in kind.risks]
    assert len(answered) == len(set(answered))
    assert set(answered) <= RISKS
    assert {risk for name in kind.statbarns for risk in TABLE.statbarns[name]} <= set(answered)


@pytest.mark.parametrize("kind", TABLE.kinds, ids=KINDS)
def test_every_check_is_there_and_every_remedy_is_known(kind):
    assert kind.title
    assert kind.risks
    for risk in kind.risks:
        assert risk.how
        assert set(risk.remedies) <= set(TABLE.remedies)
        for check in risk.checks:
            module, name = place_of(check)
            found = import_module(module)
            assert name is None or callable(attrgetter(name)(found)), check


def test_a_remedy_has_a_check_that_finds_where_it_is_needed():
    bare = [(k.id, r.risk) for k in TABLE.kinds for r in k.risks if r.remedies and not r.checks]
    assert bare == []


def test_the_page_is_that_of_the_table():
    spec = importlib.util.spec_from_file_location("made", PAGE / "make_output_kinds.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    page = PAGE / "output-kinds.md"
    assert page.read_text("utf-8") == maker.page_text()


@pytest.mark.parametrize("key", ["kind", "statbarn"])
def test_a_key_that_is_not_declared_is_refused(key):
    with pytest.raises(ValidationError, match=f"unknown field `{key}`"):
        convert(to_builtins(TABLE) | {key: []}, OutputKinds)


def test_a_key_that_a_kind_or_a_risk_does_not_have_is_refused():
    kind = to_builtins(TABLE.kinds[0])
    with pytest.raises(ValidationError, match="unknown field `statistik`"):
        convert(kind | {"statistik": []}, OutputKind)
    with pytest.raises(ValidationError, match="unknown field `remedy`"):
        convert(kind["risks"][0] | {"remedy": []}, Risk)


def test_the_table_that_is_read_once_for_all_cannot_be_changed():
    for one, name in (
        (TABLE, "remedies"),
        (TABLE.kinds[0], "id"),
        (TABLE.kinds[0].risks[0], "how"),
    ):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(one, name, "other")
