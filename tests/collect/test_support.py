"""Which measures a questionnaire supports, and which items it asks for."""

import pytest

from measure87.collect import check_support

_ID = '[s.persons.person_id]\nvariable = "id"\n'
_JOB = "[[s.jobs]]\njob = 1\n"


def test_a_measure_without_a_required_item_is_unsupported_and_says_which():
    support = check_support(
        {"economic_activity", "economic_hours"},
        {
            "child_labour": (("economic_activity", "economic_hours"), ("night_work",)),
            "hazardous": (("heavy_loads",), ()),
            "forced_labour": (("answer", "IN5"), ()),
        },
    )
    assert support.supported == ("child_labour",)
    assert support.unsupported == ("hazardous", "forced_labour")
    assert support.missing("hazardous") == ("heavy_loads",)
    assert support.measures["child_labour"].missing_optional == ("night_work",)
    assert "work requires carrying heavy loads" in support.measures["hazardous"].text
    assert "Very low or no wages" in support.measures["forced_labour"].text
    assert "without night_work" in support.measures["child_labour"].text


def test_an_item_that_is_unknown_for_everybody_was_not_asked(source, apply):
    text = f"""[s]
{_ID}[s.persons.heavy_loads]
value = "unknown"
[s.persons.heights]
value = "no"
[[s.jobs]]
job = 1
for_third_party = {{ value = "unknown" }}
night_work = {{ value = "unknown" }}
[[s.jobs]]
job = 2
night_work = {{ variable = "n", yes = [1], no = [2] }}
"""
    collected = apply(text, persons=source({"id": [1, 2], "n": [1, 2]}))
    assert "heavy_loads" not in collected.items
    assert "for_third_party" not in collected.items
    assert {"heights", "night_work"} <= collected.items
    assert collected.persons.collect()["heavy_loads"].to_list() == [1, 1]


def question(item, consent):
    line = f"consent_lacked = {consent}\n" if consent else ""
    return f"[[s.circumstances]]\nquestion = '{item}'\nitem = '{item}'\njob = 1\n{line}"


_ASKED = "variable = 'q'\nyes = [1]\nno = [2]\n"


@pytest.mark.parametrize(
    ("item", "consent", "is_asked"),
    [
        ("IN5", "{ variable = 'c', yes = [1], no = [2] }", True),
        ("IN5", "{ value = 'yes' }", True),
        ("IN5", "{ value = 'unknown' }", False),
        ("IN5", None, False),
        ("CO4", "{ variable = 'c', yes = [1], no = [2] }", False),
    ],
)
def test_consent_was_asked_if_a_question_on_an_involuntary_item_asks_it(
    source, apply, item, consent, is_asked
):
    text = f"[s]\n{_ID}{_JOB}{question(item, consent)}{_ASKED}"
    collected = apply(text, persons=source({"id": [1, 2], "q": [1, 2], "c": [1, 2]}))
    assert ("consent_lacked" in collected.items) == is_asked
    assert item in collected.items


def test_a_question_that_is_unknown_for_everybody_asks_for_no_item(source, apply):
    text = (
        f"[s]\n{_ID}{_JOB}{question('IN5', None)}value = 'unknown'\n{question('CO4', None)}{_ASKED}"
    )
    items = apply(text, persons=source({"id": [1, 2], "q": [1, 2]})).items
    assert "IN5" not in items
    assert "CO4" in items


_ANSWERS = """
[s.jobs.person_id]
variable = "id"
[s.jobs.job_id]
value = "1"
[s.circumstances.person_id]
variable = "id"
[s.circumstances.job_id]
value = "1"
[s.circumstances.question]
variable = "item"
[s.circumstances.item]
variable = "item"
[s.circumstances.answer]
variable = "a"
yes = [1]
no = [2]
[s.circumstances.consent_lacked]
variable = "c"
yes = [1]
no = [2]
blank = "null"
"""


@pytest.mark.parametrize(
    ("answers", "consent", "is_asked"),
    [
        ([1, 2], [1, None], True),
        ([1, 2], [None, None], False),
        ([2, 2], [None, None], True),
    ],
)
def test_in_a_file_of_answers_consent_was_asked_unless_no_involuntary_yes_has_it(
    source, apply, answers, consent, is_asked
):
    people = source({"id": [1, 2]})
    rows = source({"id": [1, 2], "item": ["IN5", "IN5"], "a": answers, "c": consent})
    items = apply(f"[s]\n{_ID}{_ANSWERS}", persons=people, circumstances=rows).items
    assert ("consent_lacked" in items) == is_asked
