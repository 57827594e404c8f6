"""A form with choices of several in a repeat of a repeat, and codes that begin with a zero."""

from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section
from measure87.collect.intake.servers.records import tables_of

WHO = ChoiceList("who", tuple(Choice(code) for code in ("employer", "other", "-8")))
YES_NO = ChoiceList("yes_no", (Choice("1", says="yes"), Choice("2", says="no")))
REGIONS = ChoiceList("regions", (Choice("01"), Choice("02")))
JOBS = Section(
    "jobs",
    (Question("hours", "decimal"), Question("who_did", "select_multiple", choices="who")),
    repeats=True,
)
PERSONS = Section("persons", (Question("age", "integer"), Section("work", (JOBS,))), repeats=True)
FORM = Form(
    "hh", "7", {"en": "Household"}, ("en",), (WHO, YES_NO, REGIONS),
    (
        Section("visit", (Question("agrees", "select_one", choices="yes_no"),
                          Question("region", "select_one", choices="regions"))),
        Question("end", "end"),
        PERSONS,
    ),
)  # fmt: skip
CODES = ("employer", "other", "-8")


def filled(source):
    return tables_of(FORM, source.submissions(), str)


def who(found):
    """For each job what is known of each choice."""
    jobs = found.tables["jobs"]
    return list(zip(*(jobs[f"who_did/{code}"].to_list() for code in CODES), strict=True))
