"""The documented rules give the authors' categories, all but 15 cells, and their indicators."""

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_EXAMPLE = _HERE.parents[2] / "examples" / "uk-domestic-workers"
_UNEXPLAINED = json.loads((_HERE / "unexplained.json").read_text("utf-8"))


def _script():
    spec = importlib.util.spec_from_file_location("uk_reproduce", _EXAMPLE / "reproduce.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["uk_reproduce"] = module
    spec.loader.exec_module(module)
    return module


reproduce = _script()


@pytest.fixture(scope="module")
def rows():
    return reproduce.read_survey()


@pytest.fixture(scope="module")
def differing(rows):
    """Name of a category to the cells in which rule and data differ."""
    return {one.name[:2].strip() + one.name[2:]: one.differ for one in reproduce.categories(rows)}


def test_the_survey_is_the_one_that_was_published(rows):
    data = (_EXAMPLE / "survey.csv").read_bytes()
    assert hashlib.sha256(data).hexdigest() == _UNEXPLAINED["sha256"]
    assert len(rows) == _UNEXPLAINED["rows"]


def test_all_but_fifteen_cells_of_the_eleven_categories_follow_from_the_rules(differing):
    found = {
        number: cells
        for number in _UNEXPLAINED["cells_that_differ"]
        for name, cells in differing.items()
        if name.split()[0] == number
    }
    assert found == _UNEXPLAINED["cells_that_differ"]
    assert sum(found.values()) == 15


def test_category_12_counts_a_code_that_the_codebook_leaves_out(differing):
    by_codebook, with_code_3 = (
        cells for name, cells in differing.items() if name.startswith("12 ")
    )
    assert by_codebook == _UNEXPLAINED["category_12_by_the_codebook"] == 9
    assert with_code_3 == _UNEXPLAINED["category_12_with_code_3"] == 0


def test_category_13_follows_from_its_rule(differing):
    (cells,) = (cells for name, cells in differing.items() if name.startswith("13 "))
    assert cells == _UNEXPLAINED["category_13"]


def test_the_first_category_was_computed_with_the_question_on_a_contract(rows):
    alone = reproduce.CATEGORIES[1][1][:1]
    assert [question.name for question in alone] == ["q29"]
    without = reproduce.agreement("1", rows, alone, "category_1", weight=True)
    assert without.differ > 1


def test_the_composite_index_is_the_sum_of_the_authors_categories(rows):
    of_theirs, of_ours = reproduce.composite(rows)
    assert of_theirs == len(rows)
    assert of_ours >= len(rows) - 15


def test_the_binary_indicators_follow_from_their_rules_in_every_row(rows):
    assert [one.agree for one in reproduce.binaries(rows)] == [len(rows)] * 5


def test_access_to_help_is_knowing_whom_to_ask_against_its_name(rows):
    has = [row["access_to_help_rds"] == "1" for row in rows]
    assert has == [row["q78"] == "0" for row in rows]
    assert has.count(False) == 36


def test_no_answer_is_left_out_of_one_share_and_a_no_in_the_other(rows):
    one = next(a for a in reproduce.categories(rows) if a.name.startswith(" 7 "))
    codes = [int(row["q70"]) for row in rows]
    yes, untold = sum(code < 3 for code in codes), codes.count(4)
    assert (one.cases, one.untold) == (yes, untold) == (22, 13)
    assert one.share_if_no == yes / 85
    assert one.share_if_left_out == yes / (85 - 13)


def test_the_script_prints_counts_and_no_persons():
    told = subprocess.run(
        [sys.executable, _EXAMPLE / "reproduce.py"], capture_output=True, text=True, check=True
    ).stdout
    assert "do not give: 15" in told
    assert len(told.splitlines()) < 35
