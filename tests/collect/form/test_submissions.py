"""Interviews as XML become the tables of decision 48."""

from datetime import date

import polars as pl
import pytest
from msgspec.structs import replace

from measure87.collect.form.model import Question
from measure87.collect.form.submissions import tables_of_submissions
from measure87.vocabulary.errors import DataError
from tests.collect.form.small_form import FORM

FIRST = """<?xml version='1.0'?>
<data id="small" version="1" xmlns:jr="http://openrosa.org/javarosa">
  <started>2026-01-02T03:04:05.000Z</started><phone>p1</phone><consent>1</consent>
  <household><place>1 2 3 4</place><rose>06:30:00.000Z</rose><size>2</size>
    <roster><name>Ana</name><age>9</age><born>2016-05-04</born><worked>1</worked>
      <n_jobs>1</n_jobs><tasks>wood water</tasks>
      <job><hours>2.5</hours><hours_or_0>2.5</hours_or_0><forced>8</forced></job>
      <all_hours>2.5</all_hours></roster>
    <roster><name>Bo</name><age>40</age><born/><worked>1</worked><n_jobs>2</n_jobs><tasks/>
      <all_hours>168.0</all_hours>
      <job><hours/><hours_or_0>0</hours_or_0><forced>1</forced><papers_kept>2</papers_kept></job>
      <job><hours>168</hours><forced>2</forced></job></roster>
    <thanks>OK</thanks></household>
  <meta><instanceID>uuid:1</instanceID></meta>
</data>"""
SECOND = """<x:data xmlns:x="http://openrosa.org/formdesigner/X" id="small" version="2">
<x:consent>2</x:consent><x:meta><x:instanceID>uuid:2</x:instanceID></x:meta></x:data>"""


@pytest.fixture(scope="module")
def tables():
    return tables_of_submissions(FORM, [FIRST.encode(), SECOND.encode()])


def test_there_is_a_table_a_repeat(tables):
    assert {name: table.height for name, table in tables.items()} == {
        "main": 2, "roster": 2, "job": 3,
    }  # fmt: skip


def test_interviews_have_their_id_and_version_whatever_the_namespace(tables):
    main = tables["main"]
    assert main["_id"].to_list() == ["uuid:1", "uuid:2"]
    assert main["_form_version"].to_list() == ["1", "2"]
    assert main["consent"].to_list() == ["1", "2"]
    assert main["size"].to_list() == [2, None]
    assert main["thanks"].to_list() == ["OK", None]


def test_members_are_numbered_and_know_who_is_above_them(tables):
    assert tables["roster"].select("_id", "_row").rows() == [("uuid:1", 1), ("uuid:1", 2)]
    job = tables["job"]
    assert job.select("_row", "_parent_row", "forced").rows() == [
        (1, 1, "8"), (2, 2, "1"), (3, 2, "2"),
    ]  # fmt: skip


def test_types_come_from_the_form(tables):
    roster = tables["roster"].schema
    assert roster["age"] == pl.Int64
    assert roster["born"] == pl.Date
    assert roster["all_hours"] == pl.Float64
    assert roster["worked"] == pl.String
    assert tables["roster"]["born"].to_list() == [date(2016, 5, 4), None]
    assert tables["job"]["hours"].to_list() == [2.5, None, 168.0]


def test_several_choices_are_a_column_each_and_null_where_nothing_was_chosen(tables):
    names = ["tasks/water", "tasks/wood", "tasks/none"]
    assert tables["roster"].select(names).rows() == [(True, True, False), (None, None, None)]


def test_what_was_not_asked_is_null(tables):
    assert tables["job"]["papers_kept"].to_list() == [None, "2", None]


def test_no_identifier_is_in_a_table(tables):
    columns = {name for table in tables.values() for name in table.columns}
    assert not columns & {"name", "place"}
    assert "Ana" not in str([table.to_dicts() for table in tables.values()])


def test_a_position_is_split_off_whatever_the_form_says_of_it():
    place = Question("where", "geopoint")
    names = [Question(kind, kind) for kind in ("image", "audio", "username")]
    form = replace(FORM, children=(place, *names, Question("n", "integer")))
    xml = b'<data id="small"><where>1 2 3 4</where><username>ana</username><n>1</n></data>'
    assert tables_of_submissions(form, [xml])["main"].columns == ["_id", "_form_version", "n"]


def test_no_interview_gives_empty_tables_with_their_types():
    empty = tables_of_submissions(FORM, [])
    assert {table.height for table in empty.values()} == {0}
    assert empty["roster"].schema["age"] == pl.Int64


def test_what_does_not_fit_its_type_is_null():
    odd = FIRST.replace("<age>9</age>", "<age>nine</age>").replace("2016-05-04", "2016-13-04")
    roster = tables_of_submissions(FORM, [odd.encode()])["roster"]
    assert roster["age"].to_list() == [None, 40]
    assert roster["born"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (FIRST.replace('id="small"', 'id="other"'), "other-form"),
        (FIRST[:-30], "broken-xml"),
        ('<!DOCTYPE d [<!ENTITY e "x">]>' + SECOND, "hostile-xml"),
    ],
)
def test_what_is_no_interview_of_this_form_is_refused_without_an_answer_in_the_message(xml, code):
    with pytest.raises(DataError) as caught:
        tables_of_submissions(FORM, [xml.encode()])
    assert caught.value.code == code
    assert "Ana" not in str(caught.value)
