"""A small household form, with one of each thing that engines may see otherwise."""

from msgspec.structs import replace

from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section

YES_NO = ChoiceList(
    "yes_no",
    (
        Choice("1", {"en": "Yes", "ar": "نعم"}, "yes"),
        Choice("2", {"en": "No", "ar": "لا"}, "no"),
        Choice("8", {"en": "Don't know", "ar": "لا أعرف"}, "unknown"),
        Choice("9", {"en": "Refused", "ar": "رفض الإجابة"}, "refused"),
    ),
)
TASKS = ChoiceList(
    "tasks",
    (
        Choice("water", {"en": "Fetched water", "ar": "جلب الماء"}),
        Choice("wood", {"en": "Collected firewood", "ar": "جمع الحطب"}),
        Choice("none", {"en": "None of these", "ar": "لا شيء"}),
    ),
)
GUARDED = "if(${n_jobs} > 0, sum(${hours_or_0}), 0)"
UNGUARDED = "sum(${hours})"


def q(name: str, kind: str, english: str = "", arabic: str = "", **more) -> Question:
    """A question in two languages."""
    return Question(name, kind, {"en": english, "ar": arabic} if english else {}, **more)


JOB = Section(
    "job",
    (
        q("hours", "decimal", "Hours in this job", "ساعات هذا العمل",
          constraint=". >= 0 and . <= 168"),
        q("hours_or_0", "calculate", calculation="if(${hours} = '', 0, ${hours})",
          bind_type="decimal"),
        q("forced", "select_one", "Would you have said no?", "هل كنت سترفض؟", choices="yes_no",
          required=True, sensitive=True),
        q("papers_kept", "select_one", "Were your papers kept?", "هل احتُجزت أوراقك؟",
          choices="yes_no", required=True, relevant="${forced} = '1'", sensitive=True),
    ),
    repeats=True,
    labels={"en": "A job", "ar": "عمل"},
    repeat_count="${n_jobs}",
    relevant="${n_jobs} > 0",
)  # fmt: skip

PERSON = Section(
    "roster",
    (
        q("name", "text", "Name", "الاسم", required=True, identifier=True),
        q("age", "integer", "How old is ${name}?", "كم عمر ${name}؟", required=True,
          constraint=". >= 0 and . < 110"),
        q("born", "date", "Born on", "تاريخ الميلاد", constraint=". <= today()"),
        q("worked", "select_one", "Did ${name} work?", "هل عمل ${name}؟", choices="yes_no",
          required=True, relevant="${age} >= 5"),
        q("n_jobs_told", "integer", "In how many jobs?", "في كم عمل؟", required=True,
          relevant="${worked} = '1'", constraint=". > 0 and . < 4"),
        q("n_jobs", "calculate", calculation="if(${worked} = '1', ${n_jobs_told}, 0)",
          bind_type="int"),
        q("tasks", "select_multiple", "Which tasks?", "أي مهام؟", choices="tasks",
          relevant="${age} >= 5",
          constraint="not(selected(., 'none') and count-selected(.) > 1)"),
        JOB,
        q("all_hours", "calculate", calculation=GUARDED, bind_type="decimal"),
        q("long_week", "note", "A long week.", "أسبوع طويل.", relevant="${all_hours} > 43"),
    ),
    repeats=True,
    labels={"en": "A person", "ar": "شخص"},
    repeat_count="${size}",
)  # fmt: skip

FORM = Form(
    id="small",
    version="1",
    title={"en": "Small", "ar": "صغير"},
    languages=("en", "ar"),
    lists=(YES_NO, TASKS),
    children=(
        q("started", "start"),
        q("phone", "deviceid"),
        q("consent", "select_one", "Do you agree?", "هل توافق؟", choices="yes_no", required=True,
          consent="person"),
        Section(
            "household",
            (
                q("place", "geopoint", "Where?", "أين؟", identifier=True),
                q("rose", "time", "When did you get up?", "متى استيقظت؟"),
                q("size", "integer", "How many live here?", "كم يعيش هنا؟", required=True,
                  constraint=". > 0 and . < 6"),
                PERSON,
                q("drawn", "calculate", calculation="if(random() < 0.5, 'a', 'b')"),
                q("group_a", "select_one", "Asked of half", "للنصف", choices="yes_no",
                  relevant="${drawn} = 'a'"),
                q("thanks", "acknowledge", "Thank you.", "شكرا."),
            ),
            relevant="${consent} = '1'",
            labels={"en": "Household", "ar": "الأسرة"},
        ),
    ),
)  # fmt: skip


def unguarded() -> Form:
    """The same, but its sum is over answers that may be blank."""
    [*before, household] = FORM.children
    return replace(FORM, children=(*before, _with_sum(household, UNGUARDED)))


def _with_sum(section: Section, calculation: str) -> Section:
    children = [
        _with_sum(one, calculation) if isinstance(one, Section)
        else replace(one, calculation=calculation) if one.name == "all_hours"
        else one
        for one in section.children
    ]  # fmt: skip
    return replace(section, children=tuple(children))


def without_relevance(name: str) -> Form:
    """The same, but a section is always asked."""
    return replace(FORM, children=tuple(_always(one, name) for one in FORM.children))


def _always(one, name: str):
    if not isinstance(one, Section):
        return one
    below = tuple(_always(each, name) for each in one.children)
    return replace(one, children=below, relevant="" if one.name == name else one.relevant)
