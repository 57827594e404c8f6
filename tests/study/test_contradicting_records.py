"""Persons whose records tell different strata: counted, and the sum over strata not trusted."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.files import read_source
from measure87.study import check_study, run_study
from measure87.study.lists.contradicting_records import contradicting
from measure87.study.lists.inputs import ListColumns
from measure87.study.lists.records_of_holders import Records, persons_of
from measure87.vocabulary.errors import DataError, ReadingWarning
from tests.study.test_case_records import study_of_records
from tests.study.test_list_study import COUNTED, change

RECORDS, BY_SEX = Records("K", "H"), ListColumns(strata="sex")
STATED = [f"--{name.replace('_', '-')}={text}" for name, text in COUNTED.items()]


def rows_of(contradicting_each):
    """Of each sex 50 persons on A alone, on B alone, and on both: 100 * 100 / 50 = 200 persons.

    Of so many of those on both, B has the other sex.
    """
    rows, key = ["K,H,sex"], 0
    for sex, other in (("F", "M"), ("M", "F")):
        for holders, persons in (("A", 50), ("B", 50), ("AB", 50)):
            for place in range(persons):
                key += 1
                wrong = len(holders) > 1 and place < contradicting_each
                said = {"A": sex, "B": other if wrong else sex}
                rows += [f"P{key:03},{holder},{said[holder]}" for holder in holders]
    return "\n".join(rows) + "\n"


@pytest.fixture
def file(tmp_path):
    def _file(text):
        path = tmp_path / "records.csv"
        path.write_text(text, "utf-8")
        return path

    return _file


@pytest.mark.parametrize(("each", "many"), [(0, None), (1, False), (2, True), (10, True)])
def test_who_contradicts_herself_is_counted_among_those_who_could(file, each, many):
    found = contradicting(read_source(file(rows_of(each))), BY_SEX, RECORDS)
    if many is None:
        assert found is None
        return
    assert (found.column, found.persons, found.of) == ("sex", 2 * each, 100)
    assert found.are_many is many  # 2 of 100 are not, 4 of 100 are


def test_records_without_a_stratum_contradict_none(file):
    text = "K,H,sex\n1,A,F\n1,B,\n2,A,F\n2,B,M\n2,C,M\n3,A,M\n3,A,F\n4,A,\n4,B,\n5,B,F\n"
    found = contradicting(read_source(file(text)), BY_SEX, RECORDS)
    assert (found.persons, found.of) == (2, 2)  # 2 and 3; 1 has one record that tells


def estimated(path):
    keys = ["--person", "K", "--holder", "H", "--strata", "sex"]
    asked = ["--method", "independence", "--bootstrap", "100", "--no-robustness-checks", "--json"]
    done = CliRunner().invoke(main, ["estimate", "lists", str(path), *keys, *asked, *STATED])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout), done.stderr


def test_estimate_lists_says_how_many_and_that_the_sum_is_too_large(file):
    """By hand: 90 * 90 / 40 = 202.5 of each sex, and the 20 of both; there are 400."""
    result, said = estimated(file(rows_of(10)))
    (total,) = [one for one in result["estimates"] if not one["group"]]
    assert total["value"] == pytest.approx(425, abs=0.5)
    assert "records-contradict" in total["flags"]
    assert "20 of 100 persons with several records" in said
    assert "differ in sex; they are more than 2 %" in said
    (notice,) = [one for one in result["warnings"] if one["code"] == "records-contradict"]
    assert "not to be trusted" in notice["text"]


def test_a_few_are_counted_and_the_sum_stands(file):
    result, said = estimated(file(rows_of(1)))
    assert "2 of 100 persons with several records" in said
    assert "trusted" not in said
    assert not any("records-contradict" in one["flags"] for one in result["estimates"])


def test_nothing_is_said_where_all_agree(file):
    result, said = estimated(file(rows_of(0)))
    (total,) = [one for one in result["estimates"] if not one["group"]]
    assert total["value"] == pytest.approx(400, abs=0.5)
    assert "several records" not in said


def test_check_and_run_say_it_and_the_release_has_no_number_of_them(tmp_path):
    study = study_of_records(tmp_path, rows_of(10), 'person = "K"\nholder = "H"\nstrata = "sex"\n')
    change(study, 'methods = ["independence", "stepwise", "chao"]', 'methods = ["independence"]')
    with pytest.warns(ReadingWarning, match="20 of 100 persons with several records"):
        checked = check_study(study)
    assert "records-contradict" in [notice.code for notice in checked.notices]
    with pytest.warns(ReadingWarning, match="20 of 100 persons with several records"):
        run_study(study)
    released = json.loads((study / "out" / "estimates.json").read_text("utf-8"))
    (notice,) = [one for one in released["warnings"] if one["code"] == "records-contradict"]
    assert notice["text"].startswith("more than 2 % of those with several records")
    report = (study / "out" / "report.html").read_text("utf-8")
    assert "records contradict each other" in report
    assert "20 of 100" not in report


@pytest.mark.parametrize("other", ["f", "F\u0301"])
def test_a_stratum_that_is_written_in_two_ways_is_refused(file, other):
    path = file(f"K,H,sex\n1,A,F\n2,A,M\n2,B,{other}\n1,B,\n")
    with pytest.raises(
        DataError, match="sex differ in case, accents or blanks alone, first rows 2 and 4"
    ) as caught:
        persons_of(read_source(path), BY_SEX, RECORDS)
    assert caught.value.code == "stratum-in-several-spellings"
    assert "write one stratum alike in all rows" in caught.value.hint


def test_strata_of_persons_and_of_counts_are_held_to_the_same(file):
    path = file("A,B,region\n1,0,North\n0,1,north\n1,1,North\n")
    with pytest.raises(DataError, match="region differ in case"):
        persons_of(read_source(path), ListColumns(strata="region"), None)
