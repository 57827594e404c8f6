"""What a person of whom everything is known answers: the inverse of what each question serves."""

import pytest

from measure87.collect.form.engines.households import Household, Job, Person
from measure87.collect.form.engines.persons import PersonRespondent
from measure87.collect.form.engines.talk import Another
from measure87.collect.form.engines.talk import Question as Asked
from measure87.collect.form.engines.xform import XForm
from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section, Serves

YES_NO = ChoiceList(
    "yes_no",
    (
        Choice("1", says="yes"),
        Choice("2", says="no"),
        Choice("8", says="unknown"),
        Choice("9", says="refused"),
    ),
)
AGREED_THEN = ChoiceList("agreed_then", (Choice("1", says="no"), Choice("2", says="yes")))
WHO = ChoiceList(
    "who",
    (Choice("employer"), Choice("recruiter"), Choice("nobody", says="no")),
)
KIND = ChoiceList("kind", (Choice("none"), Choice("EX_MIL")))


def circumstance(column="answer", **more) -> Serves:
    return Serves("circumstances", column, **more)


def who(name, mode, on_whom=""):
    cells = [
        circumstance(
            item="CO1", stage="DURING", mode=mode, by_whom=code, on_whom=on_whom, choice=code
        )
        for code in ("employer", "recruiter")
    ]
    return Question(name, "select_multiple", choices="who", serves=tuple(cells))


FORM = Form(
    id="f",
    version="1",
    title={"en": "F"},
    languages=("en",),
    lists=(YES_NO, AGREED_THEN, WHO, KIND),
    children=(
        Question("size", "integer"),
        Section(
            "persons",
            (
                Question("age", "integer", serves=(Serves("persons", "age_years"),)),
                Question("agrees", "select_one", choices="yes_no", consent="person"),
                Question("alone", "select_one", choices="yes_no"),
                Question("mother", "integer", serves=(Serves("persons", "mother_line"),)),
                Section(
                    "jobs",
                    (
                        Question("kind", "select_one", choices="kind",
                                 serves=(Serves("jobs", "exclusion"),)),
                        Question("low_pay", "select_one", choices="yes_no",
                                 serves=(circumstance(item="IN5", stage="DURING"),)),
                        Question("low_pay_consent", "select_one", choices="agreed_then",
                                 serves=(circumstance("consent_lacked", item="IN5"),)),
                        Question("force", "select_one", choices="yes_no",
                                 serves=(circumstance(item="CO1", stage="RECRUITMENT"),)),
                        Question("violence", "select_one", choices="yes_no",
                                 serves=(circumstance(item="CO1", stage="DURING"),)),
                        who("violence_did", "subjected"),
                        who("violence_seen", "witnessed", "others"),
                        Question("kept", "select_one", choices="yes_no",
                                 serves=(circumstance(item="IN5", stage="DURING"),
                                         circumstance(item="CO4", stage="DURING"))),
                    ),
                    repeats=True,
                ),
            ),
            repeats=True,
            repeat_count="${size}",
        ),
    ),
)  # fmt: skip
FACTS = XForm((), frozenset({"persons", "persons/jobs"}), frozenset(), (), frozenset(), {}, {})


def row(question, item, answer="yes", **more):
    return {"question": question, "item": item, "answer": answer, **more}


def respondent(*rows, job=None, **more):
    worker = Person({"age_years": 30, "mother_line": None}, (Job(job or {}, rows),))
    child = Person({"age_years": 9, "mother_line": 1})
    return PersonRespondent(FORM, FACTS, Household({}, (worker, child)), **more)


def said(one, path, kind="select_one", required=True, attempt=0):
    name = path.rpartition("/")[2]
    listed = {q.name: q for q in _questions()}[name].choices
    options = next((tuple(c.name for c in x.choices) for x in FORM.lists if x.name == listed), ())
    return one(Asked(f"/data/{path}", kind, required, options, attempt)).values


def _questions():
    from measure87.collect.form.model import placed

    return [one.question for one in placed(FORM)]


def test_a_count_is_that_of_the_members():
    one = respondent()
    assert said(one, "size", "integer") == ("2",)
    assert one(Another("/data/persons[1]/jobs[1]")).another
    assert not one(Another("/data/persons[1]/jobs[2]")).another
    assert not one(Another("/data/persons[2]/jobs[1]")).another
    assert one(Another("/data/persons[2]")).another
    assert not one(Another("/data/persons[3]")).another


def test_each_person_answers_for_herself():
    one = respondent()
    assert said(one, "persons[1]/age", "integer") == ("30",)
    assert said(one, "persons[2]/age", "integer") == ("9",)
    assert said(one, "persons[2]/mother", "integer") == ("1",)


def test_a_number_that_is_not_known_is_said_to_be_so():
    one = respondent()
    assert said(one, "persons[1]/mother", "integer") == ("-8",)
    assert said(one, "persons[1]/mother", "integer", required=False) == ()


def test_consent_is_given_and_what_serves_nothing_is_no_or_what_is_said():
    assert said(respondent(), "persons[1]/agrees") == ("1",)
    assert said(respondent(), "persons[1]/alone") == ("2",)
    also = {"alone": lambda where: "1" if where.person.row["age_years"] > 18 else "9"}
    assert said(respondent(also=also), "persons[1]/alone") == ("1",)
    assert said(respondent(also=also), "persons[2]/alone") == ("9",)


def test_a_code_is_itself_and_none_where_there_is_none():
    assert said(respondent(job={"exclusion": "EX_MIL"}), "persons[1]/jobs[1]/kind") == ("EX_MIL",)
    assert said(respondent(), "persons[1]/jobs[1]/kind") == ("none",)


@pytest.mark.parametrize(
    ("answer", "code"), [("yes", "1"), ("no", "2"), ("unknown", "8"), ("refused", "9")]
)
def test_a_circumstance_has_its_status(answer, code):
    one = respondent(row("q1", "IN5", answer))
    assert said(one, "persons[1]/jobs[1]/low_pay") == (code,)


def test_consent_that_lacked_is_the_code_that_says_so():
    lacked = respondent(row("q1", "IN5", consent_lacked="yes"))
    assert said(lacked, "persons[1]/jobs[1]/low_pay_consent") == ("2",)
    given = respondent(row("q1", "IN5", consent_lacked="no"))
    assert said(given, "persons[1]/jobs[1]/low_pay_consent") == ("1",)


def test_what_happened_at_a_stage_is_told_where_that_stage_is_asked():
    one = respondent(row("q", "CO1", stage="RECRUITMENT", mode="subjected", by_whom="recruiter"))
    assert said(one, "persons[1]/jobs[1]/force") == ("1",)
    assert said(one, "persons[1]/jobs[1]/violence") == ("2",)


def test_a_stage_that_is_not_asked_is_told_under_during():
    one = respondent(row("q", "CO1", stage="LEAVING", mode="subjected", by_whom="employer"))
    assert said(one, "persons[1]/jobs[1]/force") == ("2",)
    assert said(one, "persons[1]/jobs[1]/violence") == ("1",)


def test_by_whom_is_told_under_the_mode_and_nobody_under_the_others():
    one = respondent(row("q", "CO1", stage="DURING", mode="subjected", by_whom="recruiter"))
    assert said(one, "persons[1]/jobs[1]/violence_did", "select_multiple") == ("recruiter",)
    assert said(one, "persons[1]/jobs[1]/violence_seen", "select_multiple") == ("nobody",)
    seen = respondent(
        row("q", "CO1", stage="DURING", mode="witnessed", by_whom="employer", on_whom="others")
    )
    assert said(seen, "persons[1]/jobs[1]/violence_seen", "select_multiple") == ("employer",)


def test_one_answer_that_says_two_things_is_told_once_and_nowhere_else():
    one = respondent(row("both", "IN5"), row("both", "CO4"))
    assert said(one, "persons[1]/jobs[1]/kept") == ("1",)
    assert said(one, "persons[1]/jobs[1]/low_pay") == ("2",)
    apart = respondent(row("q1", "IN5"), row("q2", "CO4"))
    assert said(apart, "persons[1]/jobs[1]/kept") == ("2",)
    assert said(apart, "persons[1]/jobs[1]/low_pay") == ("1",)


def test_silence_is_remembered_by_person_and_counts_are_always_told():
    one = respondent(row("q1", "IN5"), no_answer=1.0, seed="1")
    assert said(one, "size", "integer") == ("2",)
    assert said(one, "persons[1]/jobs[1]/low_pay") in (("8",), ("9",))
    assert said(one, "persons[2]/age", "integer", required=False) == ()
    assert one.silence.about(1) == ("persons[1]/jobs[1]/low_pay",)
    assert one.silence.about(2) == ("persons[2]/age",)
    assert one.silence.about(3) == ()
