"""Leaves of filled forms by path, and when two of them are the same."""

import pytest

from measure87.collect.form.engines.leaves import ABSENT, compared, leaves_of, same_text
from measure87.collect.form.engines.xform import XForm, read_xform
from measure87.vocabulary.errors import DataError
from tests.collect.form import small_form
from tests.collect.form.xform_of import xform_of

FACTS = XForm(
    languages=(),
    repeats=frozenset({"house/roster", "house/roster/job"}),
    counts=frozenset(),
    questions=(),
    own=frozenset({"start"}),
    numbers={},
    texts={},
)


def test_paths_of_both_engines_are_one():
    assert FACTS.path("/data/house[1]/roster[2]/job[1]/hours[1]") == "house/roster[2]/job[1]/hours"
    assert FACTS.path("/data/house/roster[2]/job[1]/hours") == "house/roster[2]/job[1]/hours"
    assert FACTS.path("/data/house[1]/roster/job/hours") == "house/roster[1]/job[1]/hours"


def test_leaves_are_by_path_whatever_the_order_of_repeats_and_the_namespace():
    first = (
        "<data><house><roster><age>3</age></roster><n/><roster><age>4</age></roster></house></data>"
    )
    other = (
        '<d xmlns="urn:x"><house><roster><age>3</age></roster><roster><age>4</age></roster>'
        "<n></n></house></d>"
    )
    wanted = {"house/roster[1]/age": "3", "house/roster[2]/age": "4", "house/n": ""}
    assert leaves_of(first, FACTS) == wanted
    assert leaves_of(other, FACTS) == wanted


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("5", "5", "equal"),
        ("5", "5.0", "written otherwise"),
        ("1.5 2.25 3.0 4.0", "1.5 2.25 3 4", "written otherwise"),
        ("10:30:00.000Z", "12:30:00.000+02:00", "written otherwise"),
        ("10:30:00.000Z", "10:31:00.000Z", "different"),
        ("2026-01-02T10:30:00.000Z", "2026-01-02T12:30:00.000+02:00", "written otherwise"),
        ("0", "", "different"),
        ("", "", "equal"),
        ("1", "2", "different"),
        ("a b", "b a", "different"),
        ("1 2", "1 2 3", "different"),
    ],
)
def test_what_counts_as_different(one, other, verdict):
    assert compared({"x": one}, {"x": other}, FACTS)["x"] == (verdict, one, other)


def test_a_leaf_of_one_alone_is_different():
    assert compared({"x": ""}, {}, FACTS) == {"x": ("different", "", ABSENT)}
    assert compared({}, {"x": "1"}, FACTS) == {"x": ("different", ABSENT, "1")}


def test_of_what_an_engine_sets_itself_only_its_presence_is_compared():
    assert compared({"start": "1"}, {"start": "2"}, FACTS)["start"][0] == "equal"
    assert compared({"start": "1"}, {}, FACTS)["start"][0] == "different"


def test_a_number_on_a_screen_may_be_written_otherwise():
    assert same_text("168 hours", "168.0 hours")
    assert not same_text("168 hours", "168.5 hours")
    assert not same_text("hours", "0.0 hours")


def test_facts_of_an_xform(tmp_path):
    path = tmp_path / "form.xml"
    path.write_text(xform_of(small_form.FORM), "utf-8")
    found = read_xform(path)
    assert found.languages == ("English (en)", "العربية (ar)")
    assert found.repeats == {"household/roster", "household/roster/job"}
    assert {"size", "n_jobs", "n_jobs_told"} <= found.counts
    assert found.own == {"started", "phone", "meta/instanceID"}
    assert found.numbers["age"] == (0.0, 110.0, 5.0)
    assert found.texts["tasks"] == ("none",)
    assert found.questions[:3] == ("consent", "household/place", "household/rose")


def test_what_is_no_xform_is_refused(tmp_path):
    path = tmp_path / "form.xml"
    for text in ("<data/>", "{}", "<html><head>"):
        path.write_text(text)
        with pytest.raises(DataError, match="no XForm"):
            read_xform(path)
    path.write_text('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><html>&e;</html>')
    with pytest.raises(DataError) as caught:
        read_xform(path)
    assert "root:" not in str(caught.value)
