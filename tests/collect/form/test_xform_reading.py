"""XForms of whichever tool become the form model, with the types that a server reads in them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.collect.form.model import Form, form_json, placed, read_form
from measure87.collect.form.safe_xml import BrokenXmlError, read_cut_xml, read_xml
from measure87.collect.form.xform_reading import form_of_xform
from measure87.vocabulary.errors import DataError, Measure87Error
from tests.standin.continued import FORMS
from tests.standin.recordings import recorded

TYPES = {
    "integer": "int", "decimal": "decimal", "date": "date", "today": "date", "time": "time",
    "datetime": "dateTime", "start": "dateTime", "end": "dateTime", "geopoint": "geopoint",
    "image": "binary", "audit": "binary",
}  # fmt: skip


def read(name) -> Form:
    return form_of_xform((FORMS / f"{name}.xml").read_bytes())


def questions(form):
    return {one.question.name: one for one in placed(form)}


def test_the_fields_and_types_are_those_that_a_real_server_lists():
    """Exchange A-033 is `/fields` of ODK Central v2026.2 for the same XForm."""
    theirs = {
        one["path"]: (one["type"], bool(one["selectMultiple"]))
        for one in json.loads(recorded(33).answer)
        if one["type"] not in ("structure", "repeat") and not one["path"].startswith("/meta")
    }
    ours = {}
    for one in placed(read("hh_work_v1.pyxform")):
        if one.question.kind == "audit":
            continue
        type_ = one.question.bind_type or TYPES.get(one.question.kind, "string")
        ours["/" + "/".join(one.path)] = (type_, one.question.kind == "select_multiple")
    assert ours == theirs


def test_repeats_lists_languages_and_expressions_are_read():
    form = read("hh_work_v1.pyxform")
    asked = questions(form)
    assert (form.id, form.version, form.languages) == ("hh_work", "1.0", ("en", "fr"))
    assert asked["job_hours"].table == "job"
    assert asked["age"].table == "member"
    assert asked["worked"].question.relevant == "${age} >= 5"
    assert asked["work_hours"].question.calculation == "sum( ${job_hours} )"
    assert asked["visit_date"].sections[0].relevant == "${consent} = '1'"
    assert asked["gps"].question.identifier
    chores = form.list_of(asked["chores"].question)
    assert [one.name for one in chores.choices] == ["water", "wood", "cook", "care", "98"]
    assert chores.choices[0].labels == {"en": "Fetching water", "fr": "Eau"}
    assert form.list_of(asked["area"].question).choices == ()  # its list is a file


def test_the_model_survives_its_json(tmp_path):
    form = read("hh_work_v2.pyxform")
    (tmp_path / "form.json").write_bytes(form_json(form))
    assert read_form(tmp_path / "form.json") == form


DEEP = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>Três níveis</h:title><model><itext>
<translation lang="Português (pt)"><text id="q"><value>Horas</value></text></translation>
<translation lang="العربية (ar)"><text id="q"><value>ساعات</value></text></translation></itext>
<instance><data id="deep" version="7"><casa><morador><tarefa><horas/></tarefa></morador></casa>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/casa/morador/tarefa/horas" type="int"/></model></h:head>
<h:body><group ref="/data/casa"><repeat nodeset="/data/casa"><group ref="/data/casa/morador">
<repeat nodeset="/data/casa/morador"><group><repeat nodeset="/data/casa/morador/tarefa">
<input ref="/data/casa/morador/tarefa/horas"><label ref="jr:itext('q')"/></input>
</repeat></group></repeat></group></repeat></group></h:body></h:html>"""


def test_three_repeats_deep_in_portuguese_and_arabic():
    form = form_of_xform(DEEP.encode())
    (one,) = placed(form)
    assert [section.name for section in one.sections] == ["casa", "morador", "tarefa"]
    assert all(section.repeats for section in one.sections)
    assert one.question.labels == {"pt": "Horas", "ar": "ساعات"}
    assert form.languages == ("pt", "ar")


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
FILE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'


@pytest.mark.parametrize("content", [BOMB, FILE])
def test_entities_are_refused_before_they_are_read(content):
    with pytest.raises(DataError, match="document type") as caught:
        read_xml(content, "the form")
    assert caught.value.code == "hostile-xml"


def test_xml_of_something_else_is_no_form():
    with pytest.raises(DataError) as caught:
        form_of_xform(b"<a><b/></a>")
    assert caught.value.code == "no-xform"


def test_a_cut_document_loses_its_last_answer():
    """`<age>1` may have been 15."""
    content = b"<data><a>1</a><m><name>x</name><age>1"
    with pytest.raises(BrokenXmlError):
        read_xml(content, "an interview")
    left = read_cut_xml(content, "an interview")
    assert [(one.tag, one.text) for one in left.iter() if not len(one)] == [
        ("a", "1"), ("name", "x"), ("age", None),
    ]  # fmt: skip


def test_a_document_with_its_end_is_not_cut():
    assert read_cut_xml(b"<data><a>b & c</a></data>", "an interview") is None


@given(st.binary(max_size=300) | st.text("<>/&'\"a= !-[]", max_size=60).map(str.encode))
def test_whatever_comes_is_read_or_refused_in_one_sentence(content):
    told = True
    try:
        form_of_xform(content)
    except Measure87Error as error:
        told = bool(error.hint)
    assert told
