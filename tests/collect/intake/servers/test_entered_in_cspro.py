"""What is entered in CSPro with the dictionary that the form itself comes with."""

import json
import sqlite3

import pytest

from measure87.collect.form.outputs import cspro as written
from measure87.collect.form.outputs.cspro import cspro_dictionary
from measure87.collect.intake.servers.cspro import CSPro
from measure87.vocabulary.errors import DataError
from tests.collect.intake.servers.made_choices import FORM, filled, who

INTERVIEWS = (
    ("1", "01", (("40", (("40.5", "100"), ("2", ""))), ("9", ()))),
    ("2", "02", (("30", ()), ("", (("7", "000"), ("8", "001"))))),
)
"""Agrees, region; persons: age, jobs: hours, and a digit for each choice of who did it."""


def lines_of(book):
    """The text that is entered: each record with its items as the dictionary has them."""
    level = book["levels"][0]
    records = {one["name"]: one for one in level["records"]}

    def line(name, case, *cells):
        items, told = records[name]["items"], records[name]["recordType"] + f"{case:08d}"
        for item, cell in zip(items, cells, strict=True):
            numeric = item["contentType"] == "numeric"
            told += cell.rjust(item["length"]) if numeric else cell.ljust(item["length"])
        return told

    for case, (agrees, region, persons) in enumerate(INTERVIEWS, start=1):
        yield line("MAIN_REC", case, agrees, str(int(region)), "")
        for age, _ in persons:
            yield line("PERSONS_REC", case, age)
        for above, (_, jobs) in enumerate(persons, start=1):
            for hours, chosen in jobs:
                yield line("JOBS_REC", case, str(above), hours, *(chosen or "   "))


def entered(folder, change=lambda lines: lines):
    (folder / "dictionary.dcf").write_bytes(cspro_dictionary(FORM))
    lines = [*lines_of(json.loads(cspro_dictionary(FORM)))]
    (folder / "hh.dat").write_text("\n".join(change(lines)) + "\n", "utf-8-sig")
    return CSPro(folder / "dictionary.dcf", folder / "hh.dat", FORM, hashed=lambda key: f"h{key}")


def assert_as_entered(found):
    main, persons, jobs = (found.tables[name] for name in ("main", "persons", "jobs"))
    assert main["agrees"].to_list() == ["1", "2"]
    assert main["region"].to_list() == ["01", "02"]
    assert persons["age"].to_list() == [40, 9, 30, None]
    assert persons["_row"].to_list() == [1, 2, 1, 2]
    assert jobs["_parent_row"].to_list() == [1, 1, 2, 2]
    assert jobs["hours"].to_list() == [40.5, 2.0, 7.0, 8.0]
    nothing = (None, None, None)
    assert who(found) == [(True, False, False), nothing, nothing, (False, False, True)]
    assert (found.unread, found.unknown) == ({}, {})


def test_what_was_entered_with_the_form_s_own_dictionary_comes_back(tmp_path):
    assert_as_entered(filled(entered(tmp_path)))


def test_so_does_its_database(tmp_path):
    book = json.loads(cspro_dictionary(FORM))
    entered(tmp_path)
    with sqlite3.connect(tmp_path / "hh.csdb") as base:
        base.execute("CREATE TABLE cases (id TEXT, key TEXT, deleted INT, file_order REAL)")
        base.execute('CREATE TABLE "level-1" ("level-1-id" INT, "case-id" TEXT, interview_number)')
        for case in (1, 2):
            base.execute("INSERT INTO cases VALUES (?,?,0,?)", (f"guid-{case}", str(case), case))
            base.execute('INSERT INTO "level-1" VALUES (?,?,?)', (case, f"guid-{case}", case))
        lines = [*lines_of(book)]
        for record in book["levels"][0]["records"]:
            names = ", ".join(item["name"].lower() for item in record["items"])
            base.execute(f'CREATE TABLE {record["name"]} ("level-1-id" INT, occ INT, {names})')
            mine = [one for one in lines if one.startswith(record["recordType"])]
            for occ, text in enumerate(mine, start=1):
                at, cells = 10, []
                for item in record["items"]:
                    cells.append(text[at : at + item["length"]].strip() or None)
                    at += item["length"]
                marks = ",".join("?" * (2 + len(cells)))
                row = (int(text[2:10]), occ, *cells)
                base.execute(f"INSERT INTO {record['name']} VALUES ({marks})", row)  # noqa: S608
    base.close()
    source = CSPro(tmp_path / "dictionary.dcf", tmp_path / "hh.csdb", FORM, hashed=str)
    assert_as_entered(filled(source))


def test_a_table_in_several_records_is_one(tmp_path, monkeypatch):
    monkeypatch.setattr(written, "MOST_IN_RECORD", 26)
    book = json.loads(cspro_dictionary(FORM))
    names = [one["name"] for one in book["levels"][0]["records"]]
    assert "JOBS_REC_2" in names
    level = book["levels"][0]
    told = []
    for case, (agrees, region, persons) in enumerate(INTERVIEWS, start=1):
        values = {"AGREES": [agrees], "REGION": [str(int(region))], "AGE": [p[0] for p in persons]}
        jobs = [(k, *job) for k, (_, own) in enumerate(persons, start=1) for job in own]
        values["HOURS"] = [hours for _, hours, _ in jobs]
        for place, code in enumerate(("EMPLOYER", "OTHER", "8")):
            values[f"WHO_DID_{code}"] = [(chosen or "   ")[place] for _, _, chosen in jobs]
        for record in level["records"]:
            items = record["items"]
            n = (
                len(jobs)
                if record["name"].startswith("JOBS")
                else len(values.get(items[0]["name"], [""]))
            )
            for row in range(n):
                text = record["recordType"] + f"{case:08d}"
                for item in items:
                    above = "PARENT_ROW" in item["name"]
                    cell = str(jobs[row][0]) if above else values.get(item["name"], [""] * n)[row]
                    wide = item["length"]
                    text += (
                        cell.rjust(wide) if item["contentType"] == "numeric" else cell.ljust(wide)
                    )
                told.append(text)
    (tmp_path / "d.dcf").write_bytes(cspro_dictionary(FORM))
    (tmp_path / "hh.dat").write_text("\n".join(told) + "\n")
    assert_as_entered(filled(CSPro(tmp_path / "d.dcf", tmp_path / "hh.dat", FORM, hashed=str)))
    fewer = [one for one in told if one[:2] != "04" or one != told[-1]][:-1]
    (tmp_path / "hh.dat").write_text("\n".join(fewer) + "\n")
    with pytest.raises(DataError, match="do not have the same lines"):
        filled(CSPro(tmp_path / "d.dcf", tmp_path / "hh.dat", FORM, hashed=str))


@pytest.mark.parametrize("above", ["  9", "   ", "  0"])
def test_a_member_whose_line_above_is_not_there_is_told(tmp_path, above):
    def change(lines):
        return [one[:10] + above + one[13:] if one.startswith("03") else one for one in lines]

    with pytest.raises(DataError, match="a line of the table 'jobs' whose line above is not there"):
        filled(entered(tmp_path, change))


def test_two_interviews_of_one_number_side_by_side_are_not_one(tmp_path):
    """As two files that were put together may have them."""
    with pytest.raises(DataError, match="a second line of MAIN_REC in one case: line 6"):
        filled(entered(tmp_path, lambda lines: [*lines[:5], *lines[:5], *lines[5:]]))
