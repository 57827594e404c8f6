"""A form for every source: groups, two repeats, one in the other, of each type of answer."""

from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section

ANSWERS = ChoiceList("yes_no", (Choice("1", says="yes"), Choice("2", says="no")))
TASKS = ChoiceList("tasks", (Choice("1"), Choice("2"), Choice("3")))
JOBS = Section(
    "jobs",
    (Question("hours", "decimal"), Question("boss", "text", identifier=True)),
    repeats=True,
)
ROSTER = Section(
    "roster",
    (
        Question("name", "text", identifier=True),
        Question("age", "integer"),
        Section("chores", (Question("tasks", "select_multiple", choices="tasks"),)),
        JOBS,
    ),
    repeats=True,
)
FORM = Form(
    "hh",
    "7",
    {"en": "Household"},
    ("en",),
    (ANSWERS, TASKS),
    (
        Section(
            "start_group",
            (
                Question("agrees", "select_one", choices="yes_no"),
                Question("visited", "date"),
                Question("place", "geopoint"),
            ),
        ),
        Question("total", "calculate", bind_type="int"),
        Question("help_me", "text", safeguard="referral"),
        ROSTER,
    ),
)
# Two interviews, as the tables must have them from every source.
MAIN = {"agrees": ["1", "2"], "total": [3, None]}
ROSTER_ROWS = {
    "_row": [1, 2, 1],
    "age": [40, None, 9],
    "tasks/1": [True, None, False],
    "tasks/2": [False, None, False],
    "tasks/3": [True, None, False],
}
JOB_ROWS = {"_row": [1, 2, 3], "_parent_row": [1, 1, 2], "hours": [40.5, 2.0, 7.0]}
NAMES = ("Amina Zyx", "Ben Zyx", "Cara Zyx")
PLACE = "-6.8 39.2 0 5"
