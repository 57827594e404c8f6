"""Labelled pairs: what they teach, that they are held to, and what is said where they disagree."""

import numpy as np
import polars as pl
import pytest

from measure87.collect.linkage import link_records
from measure87.collect.linkage.linkage_notices import recall_notices
from measure87.collect.linkage.linking import _partitions
from measure87.collect.linkage.match_model import score_pairs
from measure87.collect.linkage.match_quality import (
    LabelledPairs,
    Share,
    expected_share,
    quality_of_draws,
    read_labelled,
)
from measure87.vocabulary.errors import DataError

pytest.importorskip("splink", reason="needs measure87[linkage]")

HEAD = "list_a,record_a,list_b,record_b,match\n"


def some_pairs(forms, number=60):
    left, right = np.triu_indices(len(forms.person), 1)
    same = forms.person[left] == forms.person[right]
    rng = np.random.default_rng(3)
    drawn = np.concatenate([rng.choice(np.flatnonzero(kind), number) for kind in (same, ~same)])
    drawn = np.unique(drawn)
    return LabelledPairs(left[drawn], right[drawn], same[drawn])


@pytest.mark.slow
def test_every_draw_holds_to_the_labels(clear):
    known = some_pairs(clear)
    scored = score_pairs(clear.lists, hashed=False, seed=1, asked=(known.left, known.right))
    taught = scored.taught(known.left, known.right, known.match)
    partitions = _partitions(clear.lists, taught, 10, np.random.default_rng(1))
    together = partitions[:, known.left] == partitions[:, known.right]
    assert (together == known.match).all()


def test_precision_and_recall_of_draws_are_pairs_counted_one_by_one():
    partitions = np.array([[0, 0, 1, 1], [0, 1, 1, 1]])
    known = LabelledPairs(np.array([0, 0, 2]), np.array([1, 2, 3]), np.array([True, False, True]))
    joined = right = matches = 0
    for label in partitions:
        for a, b, match in zip(known.left, known.right, known.match, strict=True):
            joined += label[a] == label[b]
            right += (label[a] == label[b]) and match
            matches += match
    precision, recall = quality_of_draws(partitions, known)
    assert precision.value == pytest.approx(right / joined)
    assert recall.value == pytest.approx(right / matches)


@pytest.mark.slow
def test_draws_say_about_the_recall_that_they_have(clear):
    scored = score_pairs(clear.lists, hashed=False, seed=1)
    partitions = _partitions(clear.lists, scored, 30, np.random.default_rng(1))
    counts = np.unique(clear.person, return_counts=True)[1]
    same = clear.person[scored.left] == clear.person[scored.right]
    joined = (partitions[:, scored.left] == partitions[:, scored.right]).mean(axis=0)
    recall = joined[same].sum() / (counts * (counts - 1) // 2).sum()
    assert expected_share(partitions, scored) == pytest.approx(recall, abs=0.03)


def test_labels_that_contradict_one_another_are_told(clear):
    left, right = np.triu_indices(len(clear.person), 1)
    place = np.flatnonzero(clear.person[left] == clear.person[right])[0]
    a, b = left[place], right[place]
    other = next(c for c in range(len(clear.person)) if c > b)
    wrong = LabelledPairs(
        np.array([a, b, a]), np.array([b, other, other]), np.array([True, True, False])
    )
    found = link_records(clear.lists, wrong, hashed=False, draws=3, seed=1)
    assert "labels-contradict" in {notice.code for notice in found.notices}


@pytest.mark.parametrize(
    ("recall", "said"),
    [((0.7, 0.6, 0.8), "fewer"), ((0.99, 0.97, 1.0), "more"), ((0.93, 0.88, 0.97), None)],
)
def test_a_recall_that_is_not_what_draws_say_is_told(recall, said):
    told = recall_notices(Share(100, *recall), 0.94)
    assert bool(told) == (said is not None)
    if said:
        assert said in told[0].text


def numbered(clear, tmp_path, rows):
    path = tmp_path / "labelled.csv"
    path.write_text(HEAD + rows)
    return read_labelled(path, clear.lists)


def test_a_pair_that_is_named_twice_counts_once(clear, tmp_path):
    one, other = (clear.lists[i].frame["record"][0] for i in (0, 1))
    row = f"police,{one},shelter,{other},1\n"
    turned = f"shelter,{other},police,{one},1\n"
    assert len(numbered(clear, tmp_path, row + turned).match) == 1


def test_a_pair_with_both_labels_is_refused_without_its_numbers(clear, tmp_path):
    one, other = (clear.lists[i].frame["record"][0] for i in (0, 1))
    row = f"police,{one},shelter,{other},"
    with pytest.raises(DataError) as refused:
        numbered(clear, tmp_path, f"{row}1\n{row}0\n")
    assert refused.value.code == "labelled-pairs"
    assert one not in str(refused.value)


def test_a_number_that_two_records_have_names_neither(clear, tmp_path):
    first = clear.lists[0]
    doubled = type(first)(
        first.name, pl.concat([first.frame, first.frame.head(1)]), first.deduplicated
    )
    path = tmp_path / "labelled.csv"
    one, other = first.frame["record"][0], clear.lists[1].frame["record"][0]
    path.write_text(f"{HEAD}police,{one},shelter,{other},1\n")
    with pytest.raises(DataError) as refused:
        read_labelled(path, [doubled, *clear.lists[1:]])
    assert "row 1" in refused.value.text
