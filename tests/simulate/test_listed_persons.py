"""Invented raw lists: the same by the same seed, and as wrong as was asked for."""

import json

import numpy as np
import polars as pl
import pytest

from measure87.simulate import invent_listed_persons, write_listed_persons
from measure87.simulate.listed_names import SPELLINGS, mistyped
from measure87.vocabulary.errors import UsageError


def test_the_same_seed_gives_the_same_lists_and_another_seed_others():
    one, two, other = (invent_listed_persons(seed, population=200) for seed in (1, 1, 2))
    assert all(one.lists[name].equals(two.lists[name]) for name in one.lists)
    assert not all(one.lists[name].equals(other.lists[name]) for name in one.lists)


def test_lists_have_the_shares_asked_for():
    found = invent_listed_persons(3, population=20_000, shares=(0.35, 0.3, 0.25))
    table = found.true_table()
    for name, share in zip(found.lists, (0.35, 0.3, 0.25), strict=True):
        # Four standard errors of a share of 20,000.
        assert table[name].sum() / 20_000 == pytest.approx(share, abs=0.014)


def test_without_errors_every_record_of_a_person_is_the_same():
    found = invent_listed_persons(4, population=800, errors=0.0)
    rows = pl.concat(
        [
            frame.drop("case_no").with_columns(pl.Series("person", found.person[name]))
            for name, frame in found.lists.items()
        ]
    )
    assert rows.unique().height == rows["person"].n_unique()


def test_with_errors_records_differ_and_only_some_lists_have_repeats():
    found = invent_listed_persons(5, population=3_000, errors=0.05)
    repeats = {name: len(who) - len(np.unique(who)) for name, who in found.person.items()}
    assert repeats["police"] == 0
    assert repeats["shelter"] > 10
    dates = found.lists["shelter"]["birth_date"]
    assert dates.null_count() / len(dates) == pytest.approx(0.05, abs=0.03)
    assert (dates.str.len_chars() == 4).sum() > 5


def test_case_numbers_are_each_given_once_and_say_nothing_of_the_person():
    found = invent_listed_persons(6, population=1_000)
    for name, frame in found.lists.items():
        assert frame["case_no"].n_unique() == frame.height
        numbers = frame["case_no"].str.slice(1).cast(pl.Int64).to_numpy()
        assert abs(np.corrcoef(numbers, found.person[name])[0, 1]) < 0.2


def test_a_mistyped_name_is_one_letter_off():
    rng = np.random.default_rng(1)
    for name in (spellings[0] for group in SPELLINGS.values() for spellings in group):
        assert abs(len(mistyped(name, rng)) - len(name)) <= 1


def test_files_are_marked_as_invented_and_labelled_pairs_are_true(tmp_path):
    found = invent_listed_persons(7, population=400)
    write_listed_persons(found, tmp_path, 7)
    assert "INVENTED" in (tmp_path / "README.txt").read_text()
    assert json.loads((tmp_path / "truth.json").read_text())["notice"] == "INVENTED"
    person = {
        (name, case): int(who)
        for name, frame in found.lists.items()
        for case, who in zip(frame["case_no"], found.person[name], strict=True)
    }
    pairs = pl.read_csv(tmp_path / "labelled.csv").rows()
    assert {match for *_, match in pairs} == {0, 1}
    for list_a, record_a, list_b, record_b, match in pairs:
        assert (person[list_a, record_a] == person[list_b, record_b]) == bool(match)


@pytest.mark.parametrize(("shares", "errors"), [((0.1,) * 4, 0.05), ((0.1, 0.2), 0.5)])
def test_what_cannot_be_invented_is_refused(shares, errors):
    with pytest.raises(UsageError):
        invent_listed_persons(1, shares=shares, errors=errors)
