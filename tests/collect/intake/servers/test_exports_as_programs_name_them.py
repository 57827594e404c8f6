"""Exports of ODK Central and KoboToolbox are taken as they come, without a name changed.

The sheets are laid out as formpack writes them (see `kobo_sheets`); the interviews are those of
`test_sources`.
"""

import csv

import openpyxl
import pytest

from measure87.cli.speech.choice import ENGLISH, LANGUAGES
from measure87.cli.speech.speaker import speaker
from measure87.collect.intake.servers.plain import PlainFiles
from measure87.collect.intake.servers.records import tables_of
from measure87.collect.intake.servers.table_names import tables_by_name
from measure87.vocabulary.errors import DataError, ReadingWarning
from tests.collect.intake.servers.made_form import FORM, JOB_ROWS, MAIN, NAMES, PLACE, ROSTER_ROWS

OF_INTERVIEW = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
                "_submitted_by", "__version__", "_tags")  # fmt: skip
FIRST = (11, "aa", "2026-11-03T08:18:02", "validation_status_approved", None, "submitted_via_web",
         "acc-17", "vA", None)  # fmt: skip
SECOND = (12, "bb", "2026-11-04T10:00:00", "validation_status_not_approved", None,
          "submitted_via_web", None, "vA", None)  # fmt: skip


def kobo_sheets(groups=False):
    """Sheets of the two interviews, with the names of questions or with those of groups before."""
    start, roster, jobs = (
        ("start_group/", "roster/", "roster/jobs/") if groups else ("", "", "")
    )  # fmt: skip
    chores = "roster/chores/" if groups else ""
    place = [f"_place_{part}" for part in ("latitude", "longitude", "altitude", "precision")]
    of_repeat = [f"_submission_{one}" for one in OF_INTERVIEW]
    tied = ["_index", "_parent_table_name", "_parent_index", *of_repeat]
    return {
        "Household survey of the offi...": [
            [f"{start}agrees", f"{start}visited", f"{start}place",
             *(f"{start}{one}" for one in place), "total", "help_me", "photo_of_house_URL",
             *OF_INTERVIEW, "_index"],
            ["1", "2026-11-03", PLACE, "-6.8", "39.2", "0", "5", "3", "ring me", None, *FIRST, 1],
            ["2", None, None, None, None, None, None, None, None, None, *SECOND, 2],
        ],
        "roster": [
            [f"{roster}name", f"{roster}age", f"{chores}tasks", f"{chores}tasks/1",
             f"{chores}tasks/2", f"{chores}tasks/3", *tied],
            [NAMES[0], "40", "3 1", "1", "0", "1", 1, "Household", 1, *FIRST],
            [NAMES[1], None, None, None, None, None, 2, "Household", 1, *FIRST],
            [NAMES[2], "9", "", None, None, None, 3, "Household", 2, *SECOND],
        ],
        "jobs": [
            [f"{jobs}hours", f"{jobs}boss", *tied[1:]],
            ["40.5", "boss", "roster", 1, *FIRST],
            ["2", None, "roster", 1, *FIRST],
            ["7", None, "roster", 2, *FIRST],
        ],
    }  # fmt: skip


def written(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def filled(path):
    return tables_of(FORM, PlainFiles(path, FORM).submissions(), lambda account: f"h({account})")


@pytest.mark.parametrize("groups", [False, True])
def test_a_workbook_of_kobotoolbox_is_taken_as_it_comes(tmp_path, groups):
    found = filled(written(tmp_path / "export.xlsx", kobo_sheets(groups)))
    main, roster, jobs = (found.tables[name] for name in ("main", "roster", "jobs"))
    assert main["_id"].to_list() == ["uuid:aa", "uuid:bb"]
    assert main.select("agrees", "total").to_dict(as_series=False) == MAIN
    assert main["_review"].to_list() == ["validation_status_approved", "rejected"]
    assert main["_submitter"].to_list() == ["h(acc-17)", None]
    assert main["_form_version"].to_list() == ["vA", "vA"]
    assert main["_submitted_at"][0].isoformat() == "2026-11-03T08:18:02+00:00"
    assert roster["_id"].to_list() == ["uuid:aa", "uuid:aa", "uuid:bb"]
    assert roster.select("_row", "age").to_dict(as_series=False) == {
        "_row": ROSTER_ROWS["_row"],
        "age": ROSTER_ROWS["age"],
    }
    assert roster["tasks/1"].to_list() == [True, None, None]
    assert jobs["_id"].to_list() == ["uuid:aa"] * 3
    assert jobs.select(list(JOB_ROWS)).to_dict(as_series=False) == JOB_ROWS
    assert found.unknown == {}
    assert found.unread == {}
    places = [one.values["place"] for one in found.identifiers if "place" in one.values]
    assert places == [PLACE]


def test_rows_of_kobotoolbox_are_tied_by_their_numbers_in_any_order(tmp_path):
    """Members of one interview may stand apart, and interviews in another order."""
    sheets = kobo_sheets()
    for rows in sheets.values():
        rows[1:] = rows[:0:-1]
    jobs = filled(written(tmp_path / "export.xlsx", sheets)).tables["jobs"]
    hours = [(row["_parent_row"], row["hours"]) for row in jobs.iter_rows(named=True)]
    assert sorted(hours) == [(1, 7.0), (2, 2.0), (2, 40.5)]


def test_a_member_whose_interview_is_not_in_the_workbook_is_refused(tmp_path):
    sheets = kobo_sheets()
    del next(iter(sheets.values()))[2]
    path = written(tmp_path / "export.xlsx", sheets)
    with pytest.raises(DataError, match="1 rows of the table 'roster' belong to no row of 'main'"):
        filled(path)


def test_labels_in_place_of_names_are_told_as_no_questions(tmp_path):
    sheets = kobo_sheets()
    rows = next(iter(sheets.values()))
    rows[0][0] = "Do you agree to take part?"
    found = filled(written(tmp_path / "export.xlsx", sheets))
    assert sum(found.unknown.values()) == 2
    assert found.tables["main"]["agrees"].to_list() == [None, None]


CENTRAL = {
    "hh survey.csv": [
        ["SubmissionDate", "start_group-agrees", "start_group-visited", "total", "KEY"],
        ["2026-11-03T08:18:02.000Z", "1", "2026-11-03", "3", "uuid:aa"],
        ["2026-11-04T10:00:00.000Z", "2", "", "", "uuid:bb"],
    ],
    "hh survey-roster.csv": [
        ["name", "age", "chores-tasks", "PARENT_KEY", "KEY"],
        [NAMES[0], "40", "3 1", "uuid:aa", "uuid:aa/roster[1]"],
        [NAMES[1], "", "", "uuid:aa", "uuid:aa/roster[2]"],
        [NAMES[2], "9", "", "uuid:bb", "uuid:bb/roster[1]"],
    ],
    "hh survey-jobs.csv": [
        ["hours", "boss", "PARENT_KEY", "KEY"],
        ["40.5", "boss", "uuid:aa/roster[1]", "uuid:aa/roster[1]/jobs[1]"],
        ["2", "", "uuid:aa/roster[1]", "uuid:aa/roster[1]/jobs[2]"],
        ["7", "", "uuid:aa/roster[2]", "uuid:aa/roster[2]/jobs[1]"],
    ],
}


def test_files_of_odk_central_are_taken_under_their_own_names(tmp_path):
    for name, rows in CENTRAL.items():
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    found = filled(tmp_path)
    assert found.tables["main"].select("agrees", "total").to_dict(as_series=False) == MAIN
    assert found.tables["roster"]["age"].to_list() == ROSTER_ROWS["age"]
    assert found.tables["jobs"].select(list(JOB_ROWS)).to_dict(as_series=False) == JOB_ROWS


def test_a_table_without_ids_is_never_taken_for_the_one_of_interviews(tmp_path):
    path = written(tmp_path / "x.xlsx", {"notes": [["agrees"], ["1"]], "roster": [["_id"], ["a"]]})
    with (
        pytest.warns(ReadingWarning, match="'notes' is of no repeat"),
        pytest.raises(DataError, match="has no table 'main'"),
    ):
        filled(path)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["main", "roster", "other"], {"main": "main", "roster": "roster"}),
        (["MAIN", "Roster"], {"MAIN": "main", "Roster": "roster"}),
        (["a", "b"], {}),
        (["a", "a-other"], {"a": "main"}),
        (["a-b", "a-b-roster"], {"a-b": "main", "a-b-roster": "roster"}),
        (["main", "main-roster"], {"main": "main"}),
        (["a", "members of the household tha..."], {}),
        (["a", "workers of the household tha..."],
         {"a": "main", "workers of the household tha...": "workers of the household that left"}),
    ],
)  # fmt: skip
def test_names_say_what_a_table_is_or_nothing(given, wanted):
    """A name that was cut may stand for one repeat alone; two tables may not both be the first."""
    repeats = ["roster", "workers of the household that left"]
    repeats += [f"members of the household that {what}" for what in ("left", "stayed")]
    assert tables_by_name(given, repeats, given) == wanted


NOT_OPENED = [
    ["SubmissionDate", "start_group-agrees", "total", "KEY", "Status"],
    ["2026-11-03T08:18:02.000Z", "1", "3", "uuid:aa", ""],
    ["2026-11-04T10:00:00.000Z", "2", "", "uuid:bb", ""],
    ["2026-11-04T11:00:00.000Z", "", "", "uuid:cc", "not decrypted"],
    ["2026-11-04T12:00:00.000Z", "", "", "uuid:dd", "not decrypted"],
    ["2026-11-04T13:00:00.000Z", "", "", "uuid:ee", "missing encrypted form data"],
]


def test_encrypted_interviews_that_central_did_not_open_are_no_interviews_and_told(tmp_path):
    for name, rows in {**CENTRAL, "hh survey.csv": NOT_OPENED}.items():
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    with pytest.warns(ReadingWarning) as told:
        found = filled(tmp_path)
    assert found.tables["main"].select("agrees", "total").to_dict(as_series=False) == MAIN
    assert found.unknown == {}
    texts = [str(one.message) for one in told]
    assert len(texts) == 2
    for language in (code for code in LANGUAGES if code != ENGLISH):
        for text, count in zip(texts, "21", strict=True):
            own = speaker(language).known(text)
            assert own is not None
            assert own != text
            assert count in own
