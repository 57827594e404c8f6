"""The same two interviews from each source give the same tables, and names stand in none."""

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date

import httpx
import polars as pl
import pytest

from measure87.cli.speech.choice import ENGLISH, LANGUAGES
from measure87.cli.speech.speaker import speaker
from measure87.collect.intake.servers.cspro import CSPro
from measure87.collect.intake.servers.kobo import Kobo
from measure87.collect.intake.servers.plain import PlainFiles
from measure87.collect.intake.servers.records import tables_of
from measure87.collect.intake.servers.survey_solutions import SurveySolutionsExport
from measure87.vocabulary.errors import DataError, ReadingWarning
from tests.collect.intake.servers.made_form import (
    FORM,
    JOB_ROWS,
    MAIN,
    NAMES,
    PLACE,
    ROSTER_ROWS,
)


def filled(source):
    return tables_of(FORM, source.submissions(), lambda account: f"h({account})")


def assert_as_made(found, ids, visited=(date(2026, 11, 3), None)):
    main, roster, jobs = (found.tables[name] for name in ("main", "roster", "jobs"))
    assert main["_id"].to_list() == list(ids)
    assert main.select("agrees", "total").to_dict(as_series=False) == MAIN
    assert main["visited"].to_list() == list(visited)
    assert roster["_id"].to_list() == [ids[0], ids[0], ids[1]]
    assert roster.select(list(ROSTER_ROWS)).to_dict(as_series=False) == ROSTER_ROWS
    assert jobs["_id"].to_list() == [ids[0]] * 3
    assert jobs.select(list(JOB_ROWS)).to_dict(as_series=False) == JOB_ROWS
    assert "name" not in roster.columns
    assert "place" not in main.columns
    assert {one.values["name"] for one in found.identifiers if "name" in one.values} == set(NAMES)
    assert [(one.interview, one.row) for one in found.referrals] == [(ids[0], ("main", 0))]
    text = "".join(str(frame.to_dict(as_series=False)) for frame in found.tables.values())
    assert not any(name in text for name in (*NAMES, PLACE, "boss", "ring me"))


# KoboToolbox: the shape of a page as in public copies of answers (see the module).
def member(**answers):
    return {f"roster/{key}": value for key, value in answers.items()}


KOBO = [
    {
        "_id": 11, "formhub/uuid": "f", "__version__": "vA", "_uuid": "aa",
        "meta/instanceID": "uuid:later", "meta/rootUuid": "uuid:aa",
        "_submission_time": "2026-11-03T08:18:02", "_submitted_by": "acc-17",
        "_validation_status": {"uid": "validation_status_approved", "label": "Approved"},
        "_geolocation": [-6.8, 39.2], "_tags": [], "_notes": [], "_status": "submitted_via_web",
        "_attachments": [
            {"download_url": "https://kobo.example/api/v2/assets/x/1/", "mimetype": "image/jpeg",
             "filename": "acc/attachments/../../photo.jpg"},
            {"download_url": "https://elsewhere.example/steal", "filename": "a.jpg"},
        ],
        "start_group/agrees": "1", "start_group/visited": "2026-11-03",
        "start_group/place": PLACE, "total": "3", "help_me": "ring me",
        "roster": [
            member(name=NAMES[0], age="40") | {"roster/chores/tasks": "3 1", "roster/jobs": [
                {"roster/jobs/hours": "40.5", "roster/jobs/boss": "boss"},
                {"roster/jobs/hours": "2"}]},
            member(name=NAMES[1]) | {"roster/jobs": [{"roster/jobs/hours": "7"}]},
        ],
    },
    {
        "_id": 12, "_uuid": "bb", "meta/instanceID": "uuid:bb", "__version__": "vA",
        "_submission_time": "2026-11-04T10:00:00+02:00", "_validation_status": {},
        "start_group/agrees": "2", "start_group/place": "",
        "roster": [member(name=NAMES[2], age="9") | {"roster/chores/tasks": ""}],
    },
]  # fmt: skip


def kobo(answer, page=1):
    client = httpx.Client(transport=httpx.MockTransport(answer))
    return Kobo("https://kobo.example", "aXyz", "secret-token", FORM, page=page, client=client,
                sleep=lambda seconds: None)  # fmt: skip


def paged(request):
    assert request.headers["Authorization"] == "Token secret-token"
    assert request.url.path == "/api/v2/assets/aXyz/data.json"
    start, limit = (int(request.url.params[key]) for key in ("start", "limit"))
    page = {"count": 2, "next": "https://elsewhere.example/", "previous": None}
    return httpx.Response(200, json=page | {"results": KOBO[start : start + limit]})


def test_kobo_pages():
    found = filled(kobo(paged))
    main = found.tables["main"]
    roster = found.tables["roster"]
    assert roster["tasks/1"].to_list() == [True, None, None]  # an empty text is no answer there
    assert main["_id"].to_list() == ["uuid:aa", "uuid:bb"]
    assert main["_review"].to_list() == ["Approved", None]
    assert main["_submitter"].to_list() == ["h(acc-17)", None]
    assert [t.isoformat() for t in main["_submitted_at"]] == [
        "2026-11-03T08:18:02+00:00", "2026-11-04T08:00:00+00:00"]  # fmt: skip
    assert found.unknown == {}
    jobs = found.tables["jobs"]
    assert jobs.select(list(JOB_ROWS)).to_dict(as_series=False) == JOB_ROWS
    first = next(iter(kobo(paged).submissions()))
    assert [one.name for one in first.attachments] == ["photo.jpg"]


@pytest.mark.parametrize(
    ("status", "code"), [(401, "account"), (403, "account"), (404, "no-form"), (302, "redirect")]
)
def test_kobo_refusals_are_one_sentence_and_not_tried_again(status, code):
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return httpx.Response(status, headers={"Location": "https://elsewhere.example/"})

    with pytest.raises(DataError) as told:
        filled(kobo(answer))
    assert told.value.code == code
    assert asked == ["kobo.example"]
    assert "secret-token" not in str(told.value)


def test_kobo_waits_as_long_as_it_is_told_and_gives_up_after_some_tries():
    waits = []
    answers = iter([httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(503)])
    source = kobo(lambda request: next(answers, None) or paged(request))
    source._sleep = waits.append
    assert len(filled(source).tables["main"]) == 2
    assert waits[0] == 7.0
    with pytest.raises(DataError, match="status 500"):
        filled(kobo(lambda request: httpx.Response(500)))


@pytest.mark.parametrize(
    "content",
    [b'{"count": 2, "resul', b"<html>", b"[]", b'{"count": 2, "results": [1]}', b"[" * 10**5],
)
def test_half_a_page_is_told_and_not_taken_for_the_end(content):
    with pytest.raises(DataError, match="is no page of interviews, or was cut off"):
        filled(kobo(lambda request: httpx.Response(200, content=content)))


def test_fewer_interviews_than_the_server_counts_are_told():
    page = {"count": 3, "results": []}
    full = {"count": 3, "results": KOBO}
    pages = iter([full, page])
    with pytest.raises(DataError, match="has 3 interviews and gave 2"):
        filled(kobo(lambda request: httpx.Response(200, json=next(pages)), page=2))


def shrinking(rows, *deletions):
    """A server on which rows go, one after each answer."""
    left, gone = list(rows), list(deletions)

    def answer(request):
        start, limit = (int(request.url.params[key]) for key in ("start", "limit"))
        page = {"count": len(left), "results": left[start : start + limit]}
        if gone:
            left[:] = [one for one in left if one["_id"] not in gone[0]]
            gone.pop(0)
        return httpx.Response(200, json=page)

    return answer


@pytest.mark.parametrize("deleted", [(1,), (1, 2), (2,), (1, 2, 3), (3, 4)])
@pytest.mark.parametrize("page", [1, 2, 3])
def test_none_is_missed_where_interviews_are_deleted_between_two_pages(page, deleted):
    rows = [{"_id": n, "_uuid": f"{n}", "meta/instanceID": f"uuid:{n}"} for n in range(1, 7)]
    for early in (1, 2, 3):
        answer = shrinking(rows, *[()] * (early - 1), deleted)
        found = {one.id for one in kobo(answer, page=page).submissions()}
        assert found >= {f"uuid:{n}" for n in range(1, 7) if n not in deleted}


def test_a_server_on_which_interviews_go_all_the_time_is_told():
    rows = [{"_id": n, "_uuid": f"{n}", "meta/instanceID": f"uuid:{n}"} for n in range(1, 40)]
    with pytest.raises(DataError, match="deleted on the server while"):
        list(kobo(shrinking(rows, *[(n,) for n in range(1, 30)]), page=3).submissions())


def test_a_server_that_hangs_is_told():
    def answer(request):
        raise httpx.ReadTimeout("slow", request=request)

    with pytest.raises(DataError, match="cannot be reached"):
        filled(kobo(answer))


# Survey Solutions: files as in its documentation.
TABS = {
    "Household survey.tab": [
        ["interview__key", "interview__id", "agrees", "visited", "total", "help_me",
         "place__Latitude", "place__Longitude", "place__Accuracy", "place__Altitude",
         "place__Timestamp", "ssSys_IRnd", "interview__status"],
        ["11-22", "a1", "1", "2026-11-03", "3", "ring me", "-6.8", "39.2", "5", "0",
         "2026-11-03T08:00:00", "0.5", "120"],
        ["33-44", "b2", "2", "##N/A##", "-999999999", "", "-999999999", "-999999999",
         "-999999999", "-999999999", "##N/A##", "0.1", "100"],
    ],
    "ROSTER.tab": [
        ["interview__key", "interview__id", "roster__id", "name", "age", "tasks__1", "tasks__2",
         "tasks__3"],
        ["11-22", "a1", "1", NAMES[0], "40", "1", "0", "1"],
        ["11-22", "a1", "4", NAMES[1], "-999999999", "-999999999", "-999999999", "-999999999"],
        ["33-44", "b2", "1", NAMES[2], "9", "0", "0", "0"],
    ],
    "jobs.tab": [
        ["interview__key", "interview__id", "jobs__id", "roster__id", "hours", "boss"],
        ["11-22", "a1", "1", "1", "40.5", "boss"],
        ["11-22", "a1", "2", "1", "2", ""],
        ["11-22", "a1", "1", "4", "7", ""],
    ],
    "interview__diagnostics.tab": [["interview__key", "responsible"], ["11-22", "JohnSup"]],
    "export__readme.txt": [["text"]],
}  # fmt: skip


def archive(path, files=TABS):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, rows in files.items():
            lines = "\r\n".join("\t".join(row) for row in rows)
            written.writestr(name, "\ufeff" + lines + "\r\n")
    return path


def test_survey_solutions_exports(tmp_path):
    path = archive(tmp_path / "hh_1_Tabular_All.zip")
    found = filled(SurveySolutionsExport(path, FORM, version="1"))
    assert_as_made(found, ("a1", "b2"))
    assert found.tables["main"]["_review"].to_list() == ["status 120", "status 100"]
    (place,) = [one.values["place"] for one in found.identifiers if "place" in one.values]
    assert place == PLACE
    assert found.unknown == {}
    assert found.unread == {}


UNFINISHED = ["-1", "0", "20", "40", "60", "80", "85", "95"]


@pytest.mark.parametrize("status", [*UNFINISHED, "65", "125", "100", "120", "130", ""])
def test_unfinished_interviews_of_survey_solutions_are_left_out_and_told(tmp_path, status):
    """Rejected ones stay, with their mark; one that says nothing is as it was."""
    head, first, second = TABS["Household survey.tab"]
    tabs = TABS | {"Household survey.tab": [head, [*first[:-1], status], second]}
    source = SurveySolutionsExport(archive(tmp_path / "x.zip", tabs), FORM)
    if status not in UNFINISHED:
        assert filled(source).tables["main"]["_id"].to_list() == ["a1", "b2"]
        return
    with pytest.warns(ReadingWarning, match="for they are not finished: 1"):
        found = filled(source)
    assert found.tables["main"]["_id"].to_list() == ["b2"]
    assert found.tables["roster"]["_id"].to_list() == ["b2"]


def test_cases_of_cspro_that_were_saved_half_way_are_left_out_and_told(tmp_path):
    (tmp_path / "hh.dcf").write_text(json.dumps(DCF))
    database_of_cases(tmp_path / "hh.csdb")
    source = CSPro(tmp_path / "hh.dcf", tmp_path / "hh.csdb", FORM, hashed=str)
    with closing(sqlite3.connect(tmp_path / "hh.csdb")) as base, base:
        base.execute("ALTER TABLE cases ADD COLUMN partial_save_mode TEXT NULL")
        base.execute("UPDATE cases SET deleted = 0")
    assert filled(source).tables["main"]["_id"].to_list() == ["guid-0", "guid-1"]
    with closing(sqlite3.connect(tmp_path / "hh.csdb")) as base, base:
        base.execute("UPDATE cases SET partial_save_mode = 'add' WHERE id = 'guid-0'")
    with pytest.warns(ReadingWarning, match="for they are not finished: 1") as told:
        found = filled(source)
    assert found.tables["main"]["_id"].to_list() == ["guid-1"]
    for language in (code for code in LANGUAGES if code != ENGLISH):
        assert "1" in (speaker(language).known(str(told[0].message)) or "")


@pytest.mark.parametrize(("uid", "label"), [("approved", "Not approved"), ("on_hold", "En pause")])
def test_what_kobo_does_not_approve_is_rejected_in_every_language(uid, label):
    """Rejected interviews are read and not kept: by the word `rejected`, which is Central's."""

    def answer(_):
        rows = [
            {"_uuid": "a", "_validation_status": {"uid": f"validation_status_{one}", "label": word}}
            | {"_id": number, "_uuid": f"u{number}"}
            for number, (one, word) in enumerate((("not_approved", "Non approuvé"), (uid, label)))
        ]
        return httpx.Response(200, json={"count": 2, "next": None, "results": rows})

    main = filled(kobo(answer, page=2)).tables["main"]
    assert main["_review"].to_list() == ["rejected", label]


@pytest.mark.parametrize(("status", "review"), [
    ("65", "rejected"), ("125", "rejected"), ("100", "status 100"), ("130", "status 130"),
])  # fmt: skip
def test_what_is_rejected_in_survey_solutions_is_rejected(tmp_path, status, review):
    files = {key: [list(row) for row in rows] for key, rows in TABS.items()}
    files["Household survey.tab"][1][-1] = status
    found = filled(SurveySolutionsExport(archive(tmp_path / "x.zip", files), FORM))
    assert found.tables["main"]["_review"].to_list() == [review, "status 100"]


@pytest.mark.parametrize(
    ("name", "column", "cell", "text"),
    [
        ("ROSTER.tab", 5, "2", "keeps the order of its answers"),
        ("ROSTER.tab", 1, "", "without interview__id"),
    ],
)
def test_what_an_export_has_that_is_not_read_is_told(tmp_path, name, column, cell, text):
    files = {key: [list(row) for row in rows] for key, rows in TABS.items()}
    files[name][1][column] = cell
    with pytest.raises(DataError, match=text):
        filled(SurveySolutionsExport(archive(tmp_path / "x.zip", files), FORM))


# CSPro: a dictionary as in CSPro's own tests, its data in both forms.
def item(name, length, kind="numeric", **more):
    return {"name": name, "labels": [{"text": name}], "contentType": kind, "length": length, **more}


NOT_ANSWERED = {"valueSets": [{"name": "VS", "labels": [], "values": [
    {"labels": [{"text": "Missing"}], "special": "MISSING", "pairs": [{"value": "99"}]},
    {"labels": [{"text": "Refused"}], "special": "REFUSED", "pairs": [{"value": "98"}]},
]}]}  # fmt: skip
DCF = {
    "software": "CSPro", "version": 8.1, "fileType": "dictionary", "name": "HH_DICT",
    "labels": [{"text": "HH"}], "readOptimization": True,
    "recordType": {"start": 1, "length": 1},
    "defaults": {"decimalMark": False, "zeroFill": False}, "relativePositions": True,
    "levels": [{
        "name": "HH_LEVEL", "labels": [], "ids": {"items": [item("HHID", 2, start=2)]},
        "records": [
            {"name": "HH_REC", "recordType": "1", "labels": [],
             "occurrences": {"required": True, "maximum": 1},
             "items": [item("AGREES", 1), item("VISITED", 10, "alpha"), item("TOTAL", 2),
                       item("HELP_ME", 8, "alpha"), item("PLACE", 14, "alpha")]},
            {"name": "ROSTER", "recordType": "2", "labels": [],
             "occurrences": {"required": False, "maximum": 30},
             "items": [item("NAME", 10, "alpha"), item("AGE", 2, **NOT_ANSWERED),
                       item("TASKS", 5, "alpha")]},
        ],
    }],
}  # fmt: skip
CASES = [
    (
        ("01",),
        [("1", "2026-11-03", " 3", "ring me ", PLACE.ljust(14))],
        [(NAMES[0].ljust(10), "40", "1 3  "), (NAMES[1].ljust(10), "99", "     ")],
    ),
    (("02",), [("2", " " * 10, "  ", " " * 8, " " * 14)], [(NAMES[2].ljust(10), " 9", "2    ")]),
]


def text_of_cases():
    lines = []
    for (own,), mains, members in CASES:
        lines += [f"1{own}{''.join(row)}" for row in mains]
        lines += [f"2{own}{''.join(row)}" for row in members]
    return "\n".join(lines) + "\n"


def database_of_cases(path):
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE cases (id TEXT, key TEXT, deleted INT, file_order REAL)")
        base.execute('CREATE TABLE "level-1" ("level-1-id" INT, "case-id" TEXT, hhid INT)')
        base.execute('CREATE TABLE hh_rec ("level-1-id" INT, occ INT, agrees INT, visited TEXT,'
                     " total INT, help_me TEXT, place TEXT)")  # fmt: skip
        base.execute('CREATE TABLE roster ("level-1-id" INT, occ INT, name TEXT, age INT,'
                     " tasks TEXT)")  # fmt: skip
        for k, ((own,), mains, members) in enumerate(CASES):
            base.execute("INSERT INTO cases VALUES (?,?,?,?)", (f"guid-{k}", own, k, k))
            base.execute('INSERT INTO "level-1" VALUES (?,?,?)', (k, f"guid-{k}", int(own)))
            told = [[cell.strip() or None for cell in row] for row in (*mains, *members)]
            base.execute("INSERT INTO hh_rec VALUES (?,1,?,?,?,?,?)", (k, *told[0]))
            for occ, row in enumerate(told[1:], start=1):
                base.execute("INSERT INTO roster VALUES (?,?,?,?,?)", (k, occ, *row))
    base.close()


@pytest.mark.parametrize("kind", ["dat", "csdb"])
def test_cspro_text_and_database(tmp_path, kind):
    (tmp_path / "hh.dcf").write_text(json.dumps(DCF))
    data = tmp_path / f"hh.{kind}"
    if kind == "dat":
        data.write_text(text_of_cases())
    else:
        database_of_cases(data)
    found = filled(CSPro(tmp_path / "hh.dcf", data, FORM, hashed=lambda key: f"h{key}"))
    main, roster = found.tables["main"], found.tables["roster"]
    ids = ["h01", "h02"] if kind == "dat" else ["guid-0", "guid-1"]
    assert main["_id"].to_list() == ids
    assert main["agrees"].to_list() == MAIN["agrees"]
    assert main["total"].to_list() == MAIN["total"]
    assert main["visited"].to_list() == [date(2026, 11, 3), None]
    assert roster["age"].to_list() == [40, None, 9]
    assert roster["tasks/3"].to_list() == [True, None, False]
    assert main["_deleted"].to_list() == ([False, False] if kind == "dat" else [False, True])
    assert {one.values["name"] for one in found.identifiers if "name" in one.values} == set(NAMES)
    assert len(found.referrals) == 1


def test_decimals_without_a_mark_are_where_the_dictionary_says(tmp_path):
    book = json.loads(json.dumps(DCF))
    book["levels"][0]["records"][0]["items"].append(item("HOURS", 4, decimals=1))
    (tmp_path / "hh.dcf").write_text(json.dumps(book))
    (tmp_path / "hh.dat").write_text(f"101{''.join(CASES[0][1][0])} 405\n")
    (one,) = CSPro(tmp_path / "hh.dcf", tmp_path / "hh.dat", FORM, hashed=str).submissions()
    assert one.record["hours"] == "40.5"


@pytest.mark.parametrize(
    ("spoilt", "text"),
    [
        ("[]", "no dictionary of CSPro 8"),
        ("[Dictionary]\nVersion=CSPro 7.7", "no dictionary of CSPro 8"),
        (json.dumps(DCF | {"levels": DCF["levels"] * 2}), "has 2 levels"),
        (json.dumps(DCF).replace('"length": 10', '"length": -1'), "no dictionary of CSPro 8"),
    ],
)
def test_other_dictionaries_are_told(tmp_path, spoilt, text):
    (tmp_path / "hh.dcf").write_text(spoilt)
    with pytest.raises(DataError, match=text):
        CSPro(tmp_path / "hh.dcf", tmp_path / "hh.dat", FORM, hashed=str)


def test_other_data_than_the_dictionary_s_are_told(tmp_path):
    (tmp_path / "hh.dcf").write_text(json.dumps(DCF))
    for name, content, text in (
        ("a.dat", b"9xx\n", "line of no known record: line 1"),
        ("b.dat", b"\xff\xfe", "is not UTF-8"),
        ("c.csdb", b"no database at all, but long enough to be looked at" * 30, "is no database"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match=text):
            filled(CSPro(tmp_path / "hh.dcf", tmp_path / name, FORM, hashed=str))


# Plain files.
PLAIN = {
    "main": {"_id": ["a", "b"], "agrees": ["1", "2"], "visited": ["2026-11-03", ""],
             "place": [PLACE, ""], "total": ["3", ""], "help_me": ["ring me", ""]},
    "roster": {"_id": ["a", "a", "b"], "_row": ["1", "2", "1"], "name": NAMES,
               "age": ["40", "", "9"], "tasks/1": ["true", "", "false"],
               "tasks/2": ["false", "", "false"], "tasks/3": ["true", "", "false"]},
    "jobs": {"_id": ["a"] * 3, "_row": ["1", "2", "3"], "_parent_row": ["1", "1", "2"],
             "hours": ["40.5", "2", "7"], "boss": ["boss", "", ""]},
}  # fmt: skip


def write_plain(folder, kind):
    folder.mkdir(exist_ok=True)
    for name, columns in PLAIN.items():
        frame = pl.DataFrame(columns)
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
        if kind == "csv":
            frame.write_csv(folder / f"{name}.csv")
        else:
            frame.write_parquet(folder / f"{name}.parquet")
    return folder


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_plain_folders(tmp_path, kind):
    assert_as_made(filled(PlainFiles(write_plain(tmp_path / "in", kind), FORM)), ("a", "b"))


def test_tables_of_this_program_come_back_as_they_were(tmp_path):
    found = filled(PlainFiles(write_plain(tmp_path / "in", "csv"), FORM))
    (tmp_path / "out").mkdir()
    for name, frame in found.tables.items():
        frame.write_parquet(tmp_path / "out" / f"{name}.parquet")
    again = filled(PlainFiles(tmp_path / "out", FORM))
    for name, frame in found.tables.items():
        assert again.tables[name].equals(frame), name


def test_files_as_odk_central_writes_them(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "main.csv").write_text(
        "SubmissionDate,start_group-agrees,start_group-visited,total,help_me,KEY\n"
        "2026-11-03T08:00:00.000Z,1,2026-11-03,3,ring me,uuid:a\n,2,,,,uuid:b\n"
    )
    (folder / "roster.csv").write_text(
        "name,age,chores-tasks,PARENT_KEY,KEY\n"
        f"{NAMES[0]},40,1 3,uuid:a,uuid:a/roster[1]\n{NAMES[1]},,,uuid:a,uuid:a/roster[2]\n"
        f"{NAMES[2]},9,,uuid:b,uuid:b/roster[1]\n"
    )
    (folder / "jobs.csv").write_text(
        "hours,boss,PARENT_KEY,KEY\n40.5,boss,uuid:a/roster[1],k1\n2,,uuid:a/roster[1],k2\n"
        "7,,uuid:a/roster[2],k3\n"
    )
    found = filled(PlainFiles(folder, FORM))
    assert found.tables["main"]["_id"].to_list() == ["uuid:a", "uuid:b"]
    assert found.tables["roster"]["tasks/3"].to_list() == [True, None, None]
    jobs = found.tables["jobs"].select(list(JOB_ROWS))
    assert jobs.to_dict(as_series=False) == JOB_ROWS


def test_a_position_in_four_columns_is_one_and_goes_to_the_encrypted_file(tmp_path):
    """As ODK Central writes it; where one of longitude and latitude is missing there is none."""
    (tmp_path / "main.csv").write_text(
        "start_group-agrees,start_group-place-Latitude,start_group-place-Longitude,"
        "start_group-place-Altitude,start_group-place-Accuracy,KEY\n"
        "1,-6.8,39.2,0,5,a\n1,,,,,b\n1,-6.8,,,5,c\n1,-6.8,39.2,,,d\n"
    )
    (tmp_path / "roster.csv").write_text("age,PARENT_KEY,KEY\n")
    (tmp_path / "jobs.csv").write_text("hours,PARENT_KEY,KEY\n")
    found = filled(PlainFiles(tmp_path, FORM))
    places = {one.interview: one.values["place"] for one in found.identifiers}
    assert places == {"a": PLACE, "d": "-6.8 39.2 0 0"}
    assert found.unknown == {}


def test_answers_of_another_type_are_counted_and_never_guessed(tmp_path):
    folder = write_plain(tmp_path / "in", "csv")
    text = (folder / "roster.csv").read_text().replace(",40,", ",forty,")
    (folder / "roster.csv").write_text(text.replace("_row,", "_row,", 1))
    found = filled(PlainFiles(folder, FORM))
    assert found.unread == {("roster", "age"): 1}
    assert found.tables["roster"]["age"].to_list() == [None, None, 9]


def test_a_time_of_submission_that_is_no_time_is_counted(tmp_path):
    """As SurveyCTO writes it; left out without a word, nobody would know why evenings miss it."""
    folder = write_plain(tmp_path / "in", "csv")
    rows = (folder / "main.csv").read_text().splitlines()
    times = ("SubmissionDate", '"Nov 3, 2026 8:00:00 AM"', "2026-11-03T08:00:00Z")
    text = [f"{row},{time}" for row, time in zip(rows, times, strict=True)]
    (folder / "main.csv").write_text("\n".join(text) + "\n")
    found = filled(PlainFiles(folder, FORM))
    assert found.unread == {("main", "_submitted_at"): 1}
    assert found.tables["main"]["_submitted_at"].null_count() == 1


def test_an_interview_that_comes_twice_is_told(tmp_path):
    folder = write_plain(tmp_path / "in", "csv")
    text = (folder / "main.csv").read_text().replace("\nb,", "\na,")
    (folder / "main.csv").write_text(text)
    with pytest.raises(DataError, match="an interview comes twice"):
        filled(PlainFiles(folder, FORM))
