"""A small form of our own, by hand: roster, hours, one involuntary and one coercion item."""

from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section, Serves

LANGUAGES = ("en", "ar")
SDG_A = "child_labour/sdg_8_7_1/child_labour_sdg_a"


def words(english, arabic):
    return {"en": english, "ar": arabic}


def lists():
    yes, no = Choice("1", words("Yes", "نعم"), "yes"), Choice("2", words("No", "لا"), "no")
    dk = Choice("8", words("Don't know", "لا يعرف"), "unknown")
    refused = Choice("9", words("Refused", "رفض"), "refused")
    sexes = (Choice("1", words("Male", "ذكر")), Choice("2", words("Female", "أنثى")))
    return (
        ChoiceList("yesno", (yes, no)),
        ChoiceList("answer", (yes, no, dk, refused)),
        ChoiceList("sex", sexes),
    )


def question(name, kind="select_one", **more):
    more.setdefault("labels", words(f"Question {name}", f"سؤال {len(name)}"))
    more["serves"] = tuple(more.get("serves", ()))
    return Question(name, kind, **more)


def hours(name, gate, column):
    """Whether something was done, and for how long."""
    limits = ". >= 0 and . <= 168"
    return (
        question(gate, choices="answer", relevant="${age} >= 5", serves=[Serves("persons", gate)]),
        question(
            name,
            "integer",
            relevant=f"${{{gate}}} = '1'",
            constraint=limits,
            constraint_messages=words("From 0 to 168", "من 0 إلى 168"),
            serves=[Serves("persons", column)],
        ),
    )


def roster():
    return (
        question("age", "integer", required=True, constraint=". >= 0 and . <= 120",
                 constraint_messages=words("From 0 to 120", "من 0 إلى 120"),
                 serves=[Serves("persons", "age_years")]),
        question("sex", choices="sex", serves=[Serves("persons", "sex")]),
        *hours("work_hours", "economic_activity", "economic_hours"),
        *hours("water_time", "fetched_water", "water_hours"),
        *hours("wood_time", "collected_firewood", "firewood_hours"),
        *hours("chore_time", "household_chores", "chores_hours"),
    )  # fmt: skip


def module():
    """What may harm, asked in private."""
    return Section(
        "alone",
        (
            question("private", choices="yesno", required=True,
                     labels=words("Is nobody else listening?", "ألا يستمع أحد غيرنا؟")),
            question("threatened", choices="answer", sensitive=True, relevant="${private} = '1'",
                     serves=[Serves("circumstances", "answer", "CO1", "DURING", "threatened")]),
            question("unpaid", choices="answer", sensitive=True, relevant="${private} = '1'",
                     serves=[Serves("circumstances", "answer", "IN5", "DURING")]),
        ),
        labels=words("In private", "على انفراد"),
        relevant="${age} >= 18",
    )  # fmt: skip


def own_form(**more):
    member = Section("member", (*roster(), module()), repeats=True, labels=words("Member", "فرد"))
    agreed = question("agreed", choices="yesno", required=True, consent="person",
                      labels=words("Do you agree?", "هل توافق؟"))  # fmt: skip
    interview = Section("interview", (member,), labels=words("Interview", "المقابلة"),
                        relevant="${agreed} = '1'")  # fmt: skip
    given = {"id": "own", "version": "1", "title": words("Work", "العمل"), "country": "ZZZ",
             "measures": (SDG_A,), **more}  # fmt: skip
    return Form(languages=LANGUAGES, lists=lists(), children=(agreed, interview), **given)


def dropped(form, name):
    """The form without a question."""

    def kept(children):
        return tuple(
            Section(one.name, kept(one.children), one.repeats, one.labels, one.relevant)
            if isinstance(one, Section)
            else one
            for one in children
            if one.name != name
        )

    return Form(
        id=form.id, version=form.version, title=form.title, languages=form.languages,
        lists=form.lists, children=kept(form.children), country=form.country,
        measures=form.measures,
    )  # fmt: skip
