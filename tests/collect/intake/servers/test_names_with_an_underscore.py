"""A question may be called `_age`: what the form has is a question, whatever its name begins with.

XLSForm and ODK take such names; a server's own columns begin with an underscore too.
"""

import json

import httpx
import openpyxl
import pytest

from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section
from measure87.collect.intake.servers.kobo import Kobo
from measure87.collect.intake.servers.plain import PlainFiles
from measure87.collect.intake.servers.records import tables_of

CHORES = ChoiceList("chores", (Choice("1"), Choice("2")))
FORM = Form(
    "hh", "7", {"en": "Household"}, ("en",), (CHORES,),
    (
        Question("_age", "integer"),
        Section("_home", (Question("_rooms", "integer"), Question("beds", "integer"))),
        Question("_chores", "select_multiple", choices="chores"),
        Section("_jobs", (Question("_hours", "decimal"),), repeats=True),
    ),
)  # fmt: skip
CENTRAL = {
    "main": "_age,_home-_rooms,_home-beds,_chores/1,_chores/2,KEY\n12,3,2,1,0,uuid:a\n",
    "_jobs": "_hours,PARENT_KEY,KEY\n7.5,uuid:a,uuid:a/_jobs[1]\n",
}
OURS = {
    "main": "_id,_age,_rooms,beds,_chores,_gps_in_unit,_edits\nuuid:a,12,3,2,1,yes,0\n",
    "_jobs": "_id,_row,_hours\nuuid:a,1,7.5\n",
}
KOBO = {
    "Household": [
        ["_age", "_home/_rooms", "_home/beds", "_chores", "_chores/1", "_chores/2", "_id",
         "_uuid", "_status", "_tags", "_index"],
        ["12", "3", "2", "1", "1", "0", 11, "a", "submitted_via_web", "x", 1],
    ],
    "_jobs": [
        ["_jobs/_hours", "_index", "_parent_table_name", "_parent_index", "_submission__id"],
        ["7.5", 1, "Household", 1, 11],
    ],
}  # fmt: skip
ANSWER = {
    "_id": 11, "_uuid": "a", "_status": "submitted_via_web", "_tags": [], "_new_key": "x",
    "__version__": "vA", "_age": "12", "_home/_rooms": "3", "_home/beds": "2", "_chores": "1",
    "_jobs": [{"_jobs/_hours": "7.5"}],
}  # fmt: skip


def folder_of(place, tables):
    for name, text in tables.items():
        (place / f"{name}.csv").write_text(text)
    return place


def workbook(place):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in KOBO.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(place / "export.xlsx")
    return place / "export.xlsx"


def asked(_):
    text = json.dumps({"count": 1, "next": None, "results": [ANSWER]})
    return httpx.Response(200, text=text)


def server(_):
    client = httpx.Client(transport=httpx.MockTransport(asked))
    return Kobo("https://kobo.example", "aXyz", "token", FORM, client=client)


SOURCES = {
    "central": lambda place: PlainFiles(folder_of(place, CENTRAL), FORM),
    "ours": lambda place: PlainFiles(folder_of(place, OURS), FORM),
    "kobo workbook": lambda place: PlainFiles(workbook(place), FORM),
    "kobo": server,
}


@pytest.mark.parametrize("kind", SOURCES)
def test_a_question_whose_name_begins_with_an_underscore_keeps_its_answers(kind, tmp_path):
    found = tables_of(FORM, SOURCES[kind](tmp_path).submissions(), str)
    main = found.tables["main"].select("_id", "_age", "_rooms", "beds", "_chores/1", "_chores/2")
    assert main.rows() == [("uuid:a", 12, 3, 2, True, False)]
    assert found.tables["_jobs"]["_hours"].to_list() == [7.5]
    assert found.unknown == {}
    assert found.unread == {}
