"""A small invented study in the field: a household form with agreement, jobs and a referral."""

from pathlib import Path

import polars as pl

from measure87.collect.ethics.keys import new_key
from measure87.collect.form.model import (
    Choice,
    ChoiceList,
    Form,
    Question,
    Section,
    Serves,
    form_json,
)

APPROVAL = "NB-2026-041"
YES_NO = ChoiceList(
    "yes_no",
    (
        Choice("1", {"en": "Yes"}, "yes"),
        Choice("2", {"en": "No"}, "no"),
        Choice("8", {"en": "Don't know"}, "unknown"),
        Choice("9", {"en": "Refused"}, "refused"),
    ),
)
STOP = ChoiceList(
    "stops",
    tuple(
        Choice(code)
        for code in ("continue", "respondent-stopped", "interviewer-threatened", "not-private")
    ),
)


def asked(name, consent="", **fields):
    return Question(name, "select_one", {"en": name}, choices="yes_no", consent=consent, **fields)


JOBS = Section("jobs", (Question("hours", "integer"), Question("boss", "text", identifier=True)),
               repeats=True)  # fmt: skip
ROSTER = Section(
    "roster",
    (
        Question("name", "text", identifier=True),
        Question("age", "integer", serves=(Serves("persons", "age_years"),)),
        asked("consent", "person", relevant="${age} >= 18"),
        asked("assent", "assent", relevant="${age} >= 5 and ${age} < 18"),
        asked("guardian", "guardian", relevant="${age} >= 5 and ${age} < 18"),
        asked("waiver", "waiver", relevant="${guardian} = '8'"),
        asked("alone", safeguard="private"),
        asked("kept_by_force", sensitive=True),
        Question("why_stopped", "select_one", choices="stops", safeguard="stop"),
        Question("call_me", "text", safeguard="referral"),
        Section("work", (JOBS,)),
    ),
    repeats=True,
)
FORM = Form(
    "household",
    "2026-1",
    {"en": "Household"},
    ("en",),
    (YES_NO, STOP),
    (
        asked("household_agrees", "person"),
        Question("place", "geopoint"),
        Question("unit", "text"),
        Section("people", (ROSTER,)),
    ),
    draft=False,
    ethics_approval=f"{APPROVAL}, National Board",
)
MAIN_ROWS = {
    "_id": ["uuid:a", "uuid:b", "uuid:c"],
    "household_agrees": ["1", "1", "9"],
    "unit": ["u1", "u1", "u2"],
}
ROSTER_ROWS = {
    "_id": ["uuid:a", "uuid:a", "uuid:a", "uuid:b", "uuid:b", "uuid:c"],
    "_row": [1, 2, 3, 1, 2, 1],
    "age": [40, 12, 3, 30, 11, 50],
    "consent": ["1", None, None, "2", None, "1"],
    "assent": [None, "1", None, None, "1", None],
    "guardian": [None, "1", None, None, None, None],
    "waiver": [None, None, None, None, "1", None],
    "alone": ["1", "2", None, None, "1", "1"],
    "kept_by_force": ["2", "9", None, None, "2", "1"],
    "why_stopped": ["continue", "interviewer-threatened", None, "respondent-stopped", None, None],
}
JOB_ROWS = {
    "_id": ["uuid:a", "uuid:a", "uuid:b", "uuid:b"],
    "_row": [1, 2, 1, 2],
    "_parent_row": [1, 2, 1, 2],
    "hours": [40, 5, 60, 7],
}


def tables():
    return {
        "main": pl.DataFrame(MAIN_ROWS),
        "roster": pl.DataFrame(ROSTER_ROWS),
        "jobs": pl.DataFrame(JOB_ROWS),
    }


ETHICS = """
approval = "{approval}"
board = "National Board"
recipients = ["{key}"]
destroy_on = 2999-12-31
distress_protocol = "distress.md"
referral_services = "services.csv"

[checklist]
approval = {{ answer = "yes", how = "before the first training" }}
no-inducement = {{ answer = "no", how = "transport was paid" }}
no-live-maps = {{ answer = "not-applicable" }}
"""


def write_export(folder: Path) -> Path:
    """The same interviews as a folder of CSV files, with names and a place."""
    folder.mkdir()
    main, roster, jobs = tables().values()
    place = pl.Series(["-6.98 39.02 0 5", "-6.5 39.02 0 5", None])
    main.with_columns(place=place).write_csv(folder / "main.csv")
    names = pl.Series([f"Maria Zyx{k:03} Qorbel" for k in range(len(roster))])
    wish = pl.Series([None, None, None, "+25570055123", None, None], dtype=pl.String)
    roster.with_columns(name=names, call_me=wish).write_csv(folder / "roster.csv")
    jobs.write_csv(folder / "jobs.csv")
    return folder


def write_field_study(folder: Path, key_file: Path) -> Path:
    """A study folder with form, tables, `ethics.toml`, and a key outside of it."""
    for inside in ("form", "field/tables"):
        (folder / inside).mkdir(parents=True, mode=0o700)
    (folder / "form" / "form.json").write_bytes(form_json(FORM))
    for name, frame in tables().items():
        frame.write_parquet(folder / "field" / "tables" / f"{name}.parquet")
    for name in ("distress.md", "services.csv"):
        (folder / name).write_text("invented\n")
    text = ETHICS.format(approval=APPROVAL, key=new_key(key_file))
    (folder / "ethics.toml").write_text(text)
    return folder
