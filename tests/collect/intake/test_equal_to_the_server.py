"""The tables equal what the recorded server itself exported, after all that happened to it.

The truth is the real server's own CSV with `deletedFields=true` (exchange A-321), read here without
a line of the client: after edits that drop members, deletions, restores, late photos, cut XML and a
version of the form that drops a question.
"""

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import polars as pl
import pytest

from tests.collect.intake.conftest import Desk
from tests.standin.continued import continued
from tests.standin.recordings import recorded, recordings

WHOLE = {"hh_number", "age", "job_hours", "work_hours_int", "n_members_int", "rooms"}
DECIMAL = {"chore_hours", "pay", "hours_all"}
DATES = {"today", "visit_date"}
SEVERAL = {
    "chores": ("water", "wood", "cook", "care", "98"),
    "hazards": ("dust", "heavy", "tools", "night", "none"),
}
NOT_HERE = {"SubmissionDate", "SubmitterID", "SubmitterName", "AttachmentsPresent", "Status",
            "AttachmentsExpected", "ReviewState", "DeviceID", "Edits", "FormVersion", "KEY",
            "PARENT_KEY", "photo", "name", "audit", "instanceID", "instanceName", "Latitude",
            "Longitude", "Altitude", "Accuracy"}  # fmt: skip


@pytest.fixture(scope="module")
def pulled(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("study"), None)
    from tests.standin.central import Central

    desk.central = desk.application = Central()
    for _ in continued(recordings()[:318], desk.central):
        pass
    desk.found = desk.pull()
    return desk


@pytest.fixture(scope="module")
def export():
    with zipfile.ZipFile(io.BytesIO(recorded(321).answer)) as packed:
        return {
            name: [*csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig")))]
            for name in packed.namelist()
            if name.endswith(".csv") and "media" not in name
        }


def broken(form):
    """Interviews whose XML a strict parser does not take."""
    found = set()
    for one in form.submissions.values():
        try:
            ElementTree.fromstring(one.now.xml)  # noqa: S314
        except ElementTree.ParseError:
            found.add(one.id)
    return found


def value(column, text):
    if text == "":
        return None
    if column in WHOLE:
        return int(text)
    if column in DECIMAL:
        return float(text)
    return date.fromisoformat(text) if column in DATES else text


def expected(row):
    """A row of the server's CSV with typed values."""
    found = {}
    for column, text in row.items():
        if column in NOT_HERE or column.startswith("gps-"):
            continue
        if column in SEVERAL:
            chosen = text.split()
            found |= {f"{column}/{c}": (c in chosen) if chosen else None for c in SEVERAL[column]}
        else:
            found[column] = value(column, text)
    return found


def members(rows, parents):
    """Rows of the CSV by interview, in the order of the submission."""
    found = {}
    for row in rows:
        found.setdefault(parents.get(row["PARENT_KEY"], row["PARENT_KEY"]), []).append(row)
    return found


def test_every_interview_and_answer_is_there(pulled, export):
    rows = {row["KEY"]: expected(row) for row in export["hh_work.csv"]}
    ours = pulled.table().filter(~pl.col("_deleted"))
    assert set(ours["_id"]) == rows.keys()
    for row in ours.iter_rows(named=True):
        got = {k: v for k, v in row.items() if not k.startswith("_")}
        differ = {k for k, v in got.items() if v != rows[row["_id"]][k]}
        if row["_id"] in broken(
            pulled.central.form()
        ):  # the answer at which it was cut is not believed
            assert len(differ) <= 1
            assert all(got[k] is None for k in differ)
        else:
            assert not differ


def test_what_was_cut_is_told(pulled):
    assert len(broken(pulled.central.form())) == 4
    assert pulled.found.faults["cut"] == 4


def test_every_member_and_job_is_there_in_its_order(pulled, export):
    parent = {row["KEY"]: row["PARENT_KEY"] for row in export["hh_work-member.csv"]}
    live = set(pulled.table().filter(~pl.col("_deleted"))["_id"])
    for name in ("member", "job"):
        theirs = members(export[f"hh_work-{name}.csv"], parent)
        for (id_,), rows in pulled.table(name).group_by("_id", maintain_order=True):
            if id_ not in live:
                continue
            assert rows["_row"].to_list() == [*range(1, rows.height + 1)]
            for ours, said in zip(rows.iter_rows(named=True), theirs.pop(id_), strict=True):
                got = {k: v for k, v in ours.items() if not k.startswith("_")}
                assert got == expected(said)
        assert theirs == {}


def test_the_dropped_question_and_the_new_one_both_have_their_columns(pulled):
    by_version = (
        pulled.table()
        .group_by("_form_version")
        .agg(pl.col("visit_time").count(), pl.col("rooms").count())
    )
    counts = {row[0]: row[1:] for row in by_version.iter_rows()}
    assert counts["1.0"][0] > 0
    assert counts["1.1"][1] > 0


def test_the_second_pull_changes_nothing_and_asks_three_times(pulled):
    before = {one: one.read_bytes() for one in pulled.field.rglob("*") if one.is_file()}
    found = pulled.pull()
    after = {one: one.read_bytes() for one in pulled.field.rglob("*") if one.is_file()}
    assert found.requests <= 3
    assert (found.new, found.changed, found.deleted) == (0, 0, 0)
    assert after == before


def test_rows_of_odata_and_of_xml_agree(pulled, tmp_path):
    """Two ways to the same tables: the server's JSON, and the XML of the phones."""
    desk = Desk(tmp_path, pulled.central)
    desk.identity = pulled.identity
    desk.pull(xml="needed")
    for name in ("main", "member", "job"):
        cut = ~pl.col("_id").is_in(list(broken(pulled.central.form())))
        assert desk.table(name).filter(cut).equals(pulled.table(name).filter(cut))
