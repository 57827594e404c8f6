"""Linked lists against the truth that they were made from, in the clear and hashed."""

import numpy as np
import polars as pl
import pytest

from measure87.collect.linkage import link_records
from measure87.collect.linkage.match_model import score_pairs
from measure87.collect.linkage.match_quality import LabelledPairs, quality, threshold_table
from measure87.estimate.multiple_lists import capture_table_from
from measure87.estimate.multiple_lists.capture.pooling import pool_tables
from measure87.estimate.multiple_lists.loglinear.independence import independence
from measure87.simulate import invent_listed_persons
from tests.collect.linkage.conftest import forms_of

pytestmark = pytest.mark.slow

pytest.importorskip("splink", reason="needs measure87[linkage]")

# Said on the methods page: at the standard errors of the invented lists both are above 0.95.
LEAST = 0.95
LISTS = ["police", "shelter", "hotline"]


def true_pairs(person):
    """Number of pairs of records of one person."""
    counts = np.unique(person, return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def every_pair(forms):
    """All pairs of records, with the truth."""
    left, right = np.triu_indices(len(forms.person), 1)
    return LabelledPairs(left, right, forms.person[left] == forms.person[right])


@pytest.fixture(scope="module", params=["clear", "hashed"])
def mode(request):
    return request.param


@pytest.fixture(scope="module")
def forms(request, mode):
    return request.getfixturevalue(mode)


@pytest.fixture(scope="module")
def scored(forms, mode):
    return score_pairs(forms.lists, hashed=mode == "hashed", seed=1)


@pytest.fixture(scope="module")
def linked(forms, mode):
    return link_records(forms.lists, every_pair(forms), hashed=mode == "hashed", draws=20, seed=1)


def test_pairs_over_a_half_are_of_one_person_and_most_such_pairs_are_found(forms, scored):
    same = forms.person[scored.left] == forms.person[scored.right]
    likely = scored.probability >= 0.5
    assert same[likely].mean() > LEAST
    assert same[likely].sum() / true_pairs(forms.person) > LEAST


def test_probabilities_add_up_to_about_the_true_number_of_pairs(forms, scored):
    assert scored.probability.sum() == pytest.approx(true_pairs(forms.person), rel=0.05)


def test_candidates_leave_out_hardly_any_true_pair(forms, scored):
    same = forms.person[scored.left] == forms.person[scored.right]
    assert same.sum() / true_pairs(forms.person) > 0.98


def test_draws_are_precise_and_complete(linked):
    assert linked.precision.value > LEAST
    assert linked.recall.value > LEAST
    assert linked.recall.lower < linked.recall.value < linked.recall.upper


def test_the_table_counts_about_the_true_persons(linked, truth):
    true = truth.true_table()
    assert linked.persons[1] == pytest.approx(true.height, rel=0.02)
    for name in LISTS:
        per_draw = linked.table[name].sum() / linked.draws
        assert per_draw == pytest.approx(true[name].sum(), rel=0.02)


def test_nobody_is_twice_on_a_list_without_repeats(linked):
    counts = linked.table.group_by("draw").agg(pl.col("police").sum())["police"]
    assert (counts == linked.records["police"]).all()


def test_the_threshold_table_is_the_labelled_pairs_counted(forms, scored):
    labelled = every_pair(forms)
    table = {entry.threshold: entry for entry in threshold_table(scored, labelled)}
    same = forms.person[scored.left] == forms.person[scored.right]
    for threshold, entry in table.items():
        taken = scored.probability >= threshold
        assert entry.pairs == taken.sum()
        assert entry.precision.value == pytest.approx(same[taken].mean(), abs=1e-12)
        recall = same[taken].sum() / true_pairs(forms.person)
        assert entry.recall.value == pytest.approx(recall, abs=1e-12)
        assert entry.expected_precision == pytest.approx(entry.precision.value, abs=0.05)


def test_wilson_limits_of_quality_agree_with_the_formula():
    taken, match = np.array([True] * 40 + [False] * 20), np.array([True] * 38 + [False] * 22)
    precision, _ = quality(taken, match)
    p, n, z = 38 / 40, 40, 1.959963984540054
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert precision.lower == pytest.approx(centre - half, rel=1e-9)
    assert precision.upper == pytest.approx(centre + half, rel=1e-9)


def test_the_same_seed_gives_the_same_table_and_another_one_another(hashed):
    tables = [
        link_records(hashed.lists, hashed=True, draws=5, seed=seed).table for seed in (1, 1, 2)
    ]
    assert tables[0].equals(tables[1])
    assert not tables[0].equals(tables[2])


def test_hashed_and_clear_agree_on_the_persons(clear, hashed):
    found = [
        link_records(forms.lists, hashed=on, draws=10, seed=1).persons[1]
        for forms, on in ((clear, False), (hashed, True))
    ]
    assert found[0] == pytest.approx(found[1], rel=0.01)


def test_lists_without_errors_are_linked_without_error():
    truth = invent_listed_persons(2, population=300, errors=0.0)
    forms = forms_of(truth)
    found = link_records(forms.lists, hashed=False, draws=10, seed=1)
    histories = truth.true_table().sort(LISTS)
    for draw in range(1, 11):
        table = found.table.filter(pl.col("draw") == draw).select(LISTS).sort(LISTS)
        assert abs(table.height - histories.height) <= 2


@pytest.mark.parametrize(
    ("on", "samples"),
    [
        pytest.param(True, 3, id="hashed-few"),
        pytest.param(False, 6, id="clear", marks=pytest.mark.proof),
        pytest.param(True, 6, id="hashed", marks=pytest.mark.proof),
    ],
)
def test_estimates_from_draws_cover_the_truth(on, samples):
    population, covered, values = 1_200, 0, []
    for seed in range(samples):
        forms = forms_of(invent_listed_persons(100 + seed, population=population), hashed=on)
        found = link_records(forms.lists, hashed=on, draws=10, seed=1)
        tables = [
            capture_table_from(part, LISTS)
            for part in found.table.partition_by("draw", maintain_order=True)
        ]
        pooled = pool_tables(tables, independence)
        values.append(pooled.value)
        covered += pooled.lower <= population <= pooled.upper
    # Six intervals of 95 %: four or fewer cover with chance 0.03 if all is well.
    assert covered >= samples - 1
    assert np.mean(values) == pytest.approx(population, rel=0.04)


def test_ignoring_all_errors_of_matching_would_not_cover():
    """Joining only what is written exactly alike finds far too many persons."""
    population = 1_200
    truth = invent_listed_persons(100, population=population)
    exact = pl.concat(
        [
            frame.select("given_name", "family_name", "birth_date", pl.lit(1).alias("on"))
            .with_columns(pl.lit(name).alias("list"))
            for name, frame in truth.lists.items()
        ]
    )  # fmt: skip
    wide = (
        exact.with_columns(
            key=pl.concat_str("given_name", "family_name", pl.col("birth_date").fill_null("?"))
        )
        .pivot("list", index="key", values="on", aggregate_function="max")
        .fill_null(0)
    )
    table = capture_table_from(wide.select(LISTS), LISTS)
    assert independence(table).lower > population
