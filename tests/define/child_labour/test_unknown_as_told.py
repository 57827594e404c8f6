"""What becomes of unknown answers, standard by standard, is what the pages tell."""

from pathlib import Path

import pytest

from measure87.classify.cases import run_cases
from measure87.define import load_definition

ROOT = Path(__file__).parents[3]
PAGES = "docs/definitions/child-labour-{}.md"
READING = "src/measure87/define/child_labour/{}/reading.md"
OLDER = PAGES.format("mics4-mics3-mics2")
OF_OLDER = "| unknown answers | count as no | are left out | are left out |"
STRICT = "Under `strict` the undetermined are left out of the figure."
TOLD = [
    ("mics4", OLDER, OF_OLDER, "no"),
    ("mics3", OLDER, OF_OLDER, "exclude"),
    ("mics2", OLDER, OF_OLDER, "exclude"),
    ("mics5", PAGES.format("mics5"), "Unknown answers count as no", "no"),
    ("mics6_pr34", PAGES.format("mics6-pr34"), "Unknown answers count as no, as in the custodian's "
     "programme", "no"),
    ("mics6_pr34:strict", READING.format("mics6_pr34"), STRICT, "exclude"),
    ("mics6_tables", PAGES.format("mics6-tables"), "Unknown answers count as no", "no"),
    ("sdg_8_7_1", PAGES.format("sdg-8-7-1"), "The custodian counts unknown hours as not child "
     "labour. The figure follows", "no"),
    ("sdg_8_7_1:strict", READING.format("sdg_8_7_1"), STRICT, "exclude"),
]  # fmt: skip


@pytest.mark.parametrize(("standard", "page", "sentence", "unknown"), TOLD)
def test_every_measure_does_with_unknown_answers_what_the_page_says(
    standard, page, sentence, unknown
):
    text = " ".join((ROOT / page).read_text("utf-8").split())
    assert sentence in text
    measures = load_definition(f"child_labour/{standard}").measures
    found = {name: one.unknown for name, one in measures.items()}
    assert found == dict.fromkeys(measures, unknown)
    assert run_cases(load_definition(f"child_labour/{standard.partition(':')[0]}")) == ()
