"""Answers of a circumstances table without a question or an item: refused, or unknown, never no."""

import pytest

from measure87.vocabulary.errors import DataError

MAPPING = """
[fl]
unmapped = "{unmapped}"
[fl.persons.person_id]
variable = "id"
[fl.jobs.person_id]
variable = "id"
[fl.jobs.job_id]
variable = "job"
[fl.circumstances.person_id]
variable = "id"
[fl.circumstances.job_id]
variable = "job"
[fl.circumstances.question]
variable = "question"
[fl.circumstances.item]
variable = "item"
[fl.circumstances.answer]
variable = "answer"
yes = [1]
no = [2]
unknown = [9]
blank = "null"
"""


@pytest.fixture
def collected(source, apply):
    """The tables of one job with some answers, rows of (question, item, answer)."""

    def of(rows, unmapped="fail"):
        questions, items, answers = zip(*rows, strict=True)
        circumstances = {
            "id": [1] * len(rows), "job": ["a"] * len(rows),
            "question": questions, "item": items, "answer": answers,
        }  # fmt: skip
        return apply(
            MAPPING.format(unmapped=unmapped),
            persons=source({"id": [1]}),
            jobs=source({"id": [1], "job": ["a"]}),
            circumstances=source(circumstances),
        )

    return of


@pytest.mark.parametrize("unmapped", ["fail", "unknown"])
def test_an_answer_without_a_question_is_refused_with_its_row(collected, unmapped):
    with pytest.raises(DataError) as error:
        collected([("Q1", "IN2", 1), (None, "CO5", 1), (None, "CO2", 2)], unmapped)
    assert "2 answer(s) have no question (question), first row 2" in str(error.value)
    assert error.value.code == "missing-question"


def test_an_answer_without_an_item_is_refused_with_its_row(collected):
    with pytest.raises(DataError) as error:
        collected([("Q1", "IN2", 1), ("Q2", None, 1)])
    assert "1 answer(s) have no item (item), first row 2" in str(error.value)
    assert error.value.code == "missing-item"


def test_rows_that_answer_nothing_may_have_neither(collected):
    found = collected([("Q1", "IN2", 1), (None, None, None)])
    assert found.circumstances.collect().height == 1


@pytest.mark.parametrize("item", [None, "PASSPORT"])
def test_under_unknown_the_item_is_unknown_and_the_report_says_so(collected, item):
    found = collected([("Q1", "IN2", 1), ("Q2", item, 1), ("Q3", item, 2)], "unknown")
    assert found.circumstances.collect()["item"].to_list() == ["IN2", None, None]
    assert found.report.unknown_items == 1
    assert "items-unknown" in {notice.code for notice in found.report.warnings}
    assert {"IN2"} == found.items & {"IN2", "CO5", "IN9"}


def test_of_an_unknown_item_that_was_denied_nothing_is_said(collected):
    found = collected([("Q1", "IN2", 1), ("Q3", None, 2)], "unknown")
    assert "items-unknown" not in {notice.code for notice in found.report.warnings}
