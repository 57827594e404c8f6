"""One status from several questions, each with codes of its own."""

import itertools

import pytest

from measure87.collect import parse_mapping
from measure87.vocabulary.errors import DataError, StudyError

_ID = '[s.persons.person_id]\nvariable = "id"\n'
_ANY = """
[s.persons.indicator_restriction_of_movement]
any = [
  { variable = "Q32", yes = [0, 1, 2], no = [3], unknown = [4] },
  { variable = "Q46", yes = [2, 3], no = [0, 1], unknown = [4], note = "reversed" },
]
"""


def _columns():
    pairs = list(itertools.product([0, 1, 2, 3, 4, None], repeat=2))
    return {
        "id": list(range(len(pairs))),
        "Q32": [first for first, _ in pairs],
        "Q46": [second for _, second in pairs],
    }


def _plain(first, second, blank):
    """The status in plain Python: any yes, else any unknown, else no."""
    one = {0: 2, 1: 2, 2: 2, 3: 0, 4: 1}.get(first, blank)
    other = {2: 2, 3: 2, 0: 0, 1: 0, 4: 1}.get(second, blank)
    told = [value for value in (one, other) if value is not None]
    return max(told) if told else None


@pytest.mark.parametrize(
    ("line", "blank"), [("", 1), ('blank = "no"', 0), ('blank = "null"', None)]
)
def test_each_question_is_read_by_its_own_codes(apply, source, line, blank):
    columns = _columns()
    collected = apply(f"[s]\n{_ID}{_ANY}{line}\n", persons=source(columns))
    frame = collected.persons.collect().sort("person_id")
    wanted = [
        _plain(first, second, blank)
        for first, second in zip(columns["Q32"], columns["Q46"], strict=True)
    ]
    assert frame["indicator_restriction_of_movement"].to_list() == wanted


def test_a_circumstance_may_come_from_questions_with_codes_of_their_own(apply, source):
    columns = _columns()
    question = _ANY.replace(
        "[s.persons.indicator_restriction_of_movement]",
        "[[s.jobs]]\njob = 1\n[[s.circumstances]]\nquestion = 'q'\nitem = 'CO2'\njob = 1",
    )
    collected = apply(f"[s]\n{_ID}{question}", persons=source(columns))
    answers = collected.circumstances.collect().sort("person_id")["answer"].to_list()
    wanted = [
        _plain(first, second, 1)
        for first, second in zip(columns["Q32"], columns["Q46"], strict=True)
    ]
    assert answers == wanted


def test_a_code_that_only_the_other_question_has_is_not_mapped(apply, source):
    columns = {"id": [1, 2], "Q32": [0, 3], "Q46": [2, 7]}
    with pytest.raises(DataError, match="Q46 holds a code without a label"):
        apply(f"[s]\n{_ID}{_ANY}", persons=source(columns))


def test_an_optional_status_is_left_out_where_one_of_its_questions_is_missing(apply, source):
    columns = {"id": [1, 2], "Q32": [0, 3]}
    collected = apply(f"[s]\n{_ID}{_ANY}optional = true\n", persons=source(columns))
    assert "indicator_restriction_of_movement" not in collected.items
    with pytest.raises(DataError, match="Q46"):
        apply(f"[s]\n{_ID}{_ANY}", persons=source(columns))


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("any = []", "`any` is empty"),
        ("any = [{ yes = [1] }]", "variable is missing"),
        ("any = [{ variable = 'Q1' }]", "which codes are yes"),
        ("any = [{ variable = 'Q1', yes = [1], no = [1] }]", "in two of"),
        ("any = [{ variable = 'Q1', yes = [1], codes = [1] }]", "'codes' is no known key"),
        ("any = [{ variable = 'Q1', yes = [1] }]\nyes = [1]", "yes stands beside `any`"),
        ("any = [{ variable = 'Q1', yes = [1] }]\nvariable = 'Q2'", "exactly one of"),
    ],
)
def test_what_is_wrong_with_it_is_said(entry, sentence):
    with pytest.raises(StudyError, match=sentence):
        parse_mapping(f"schema = 1\n[s]\n{_ID}[s.persons.heights]\n{entry}\n")


def test_only_a_status_has_answers_with_codes_of_their_own():
    with pytest.raises(StudyError, match="'any' is no known key"):
        parse_mapping(
            f"schema = 1\n[s]\n{_ID}[s.persons.sex]\nany = [{{ variable = 'a', yes = [1] }}]\n"
        )
