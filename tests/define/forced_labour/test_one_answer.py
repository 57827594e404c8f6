"""Every tie of two items in one question: which of them are both criteria. Invented persons."""

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.columns import COERCION_ITEMS, INVOLUNTARY_ITEMS

ICLS = load_definition("forced_labour/icls20_2018")
IN, CO = ([code for code, _ in items] for items in (INVOLUNTARY_ITEMS, COERCION_ITEMS))
TIES = [(one, other) for one in IN for other in CO]
MEASURES = ["forced_labour_adults", "forced_labour_adults_one_answer"]
LISTED = {("IN1", "CO3"), ("IN9", "CO2"), ("IN9", "CO3")}


def _classified(consent: int | None, means_first: bool) -> dict:
    """For each tie what comes out if that one question is a yes and all other items are denied."""
    told_of_all = []
    for tie in TIES:
        told = [
            {
                "person_id": "+".join(tie),
                "job_id": "1",
                "question": "both" if item in tie else item,
                "item": item,
                "answer": 2 if item in tie else 0,
                "consent_lacked": consent if item in tie and item in IN else None,
            }
            for item in (*IN, *CO)
        ]
        told_of_all += reversed(told) if means_first else told
    ids = ["+".join(tie) for tie in TIES]
    persons = pl.DataFrame({"person_id": ids, "age_years": [35] * len(ids)})
    jobs = pl.DataFrame({"person_id": ids, "job_id": ["1"] * len(ids)})
    circumstances = pl.DataFrame(
        told_of_all, schema_overrides={"consent_lacked": pl.Int8, "answer": pl.Int8}
    )
    found = classify(Tables(persons, jobs, circumstances), [(ICLS, MEASURES)]).collect()
    return {
        row["person_id"]: tuple(row[m] for m in MEASURES) for row in found.iter_rows(named=True)
    }


@pytest.mark.parametrize("means_first", [False, True])
@pytest.mark.parametrize("consent", [None, 2])
def test_one_answer_is_both_criteria_for_the_listed_pairs_alone(consent, means_first):
    found = _classified(consent, means_first)
    for tie in TIES:
        if tie in LISTED:
            expected = (2, 2)
        elif tie[0] == "IN1":  # bondage, and the menace is not told by an answer of its own
            expected = (1, 1)
        else:
            expected = (0, 0)
        assert found["+".join(tie)] == expected, tie


def test_consent_undoes_a_tie_but_for_freedom_to_leave():
    found = _classified(0, means_first=False)
    for tie in TIES:
        held = tie in LISTED and tie[0] == "IN9"
        assert found["+".join(tie)] == ((2, 2) if held else (0, 0)), tie
