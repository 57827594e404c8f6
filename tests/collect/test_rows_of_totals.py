"""A row with the weight of all others together is a total: it is never counted as a person."""

import pytest

from measure87.vocabulary.errors import DataError

MAPPING = """
[s]
keep = [{ variable = "done", codes = [1] }]
[s.persons.person_id]
variable = "id"
[s.persons.weight]
variable = "w"
"""
WEIGHTS = [1.5, 2.25, 1.0, 0.5, 3.0, 2.0, 1.25, 1.75, 2.5, 1.0, 0.75, 1.1]


def people(weights):
    return {"id": list(range(len(weights))), "w": weights, "done": [1] * len(weights)}


@pytest.mark.parametrize("place", [0, 6, len(WEIGHTS)])
@pytest.mark.parametrize("rounded", [0, 2])
def test_a_total_is_refused_wherever_it_stands(source, apply, place, rounded):
    with_total = [*WEIGHTS[:place], round(sum(WEIGHTS), rounded), *WEIGHTS[place:]]
    if not rounded:
        with_total[place] = sum(WEIGHTS) * 1.004
    with pytest.raises(DataError, match=f"row {place + 1} has the weight") as caught:
        apply(MAPPING, persons=source(people(with_total)))
    assert caught.value.code == "row-of-totals"
    assert "`keep`" in caught.value.hint


def test_a_total_beside_subtotals_is_refused(source, apply):
    half = len(WEIGHTS) // 2
    parts = [WEIGHTS[:half], WEIGHTS[half:]]
    rows = [w for part in parts for w in (*part, sum(part))] + [sum(WEIGHTS)]
    with pytest.raises(DataError, match=f"row {len(rows)} has the weight"):
        apply(MAPPING, persons=source(people(rows)))


@pytest.mark.parametrize("parts", [2, 3])
def test_subtotals_without_a_total_are_refused(source, apply, parts):
    each = [[round(weight * (1 + 0.7 * part), 2) for weight in WEIGHTS] for part in range(parts)]
    with_sums = [weight for part in each for weight in (*part, sum(part))]
    with pytest.raises(
        DataError, match=f"{parts} rows, the first row {len(WEIGHTS) + 1}, have"
    ) as caught:
        apply(MAPPING, persons=source(people(with_sums)))
    assert caught.value.code == "rows-of-subtotals"
    # A last part without its sum says that the others are persons.
    assert apply(MAPPING, persons=source(people([*with_sums, 1.0]))).persons.collect().height


def test_a_total_that_is_not_kept_is_nobody(source, apply):
    table = people([*WEIGHTS, sum(WEIGHTS)])
    table["done"][-1] = 2
    assert apply(MAPPING, persons=source(table)).persons.collect().height == len(WEIGHTS)


@pytest.mark.parametrize("weights", [WEIGHTS, [*WEIGHTS, 12.0], [1.0, 1.0, 2.0], [0.0] * 12])
def test_heavy_persons_and_few_are_persons(source, apply, weights):
    assert apply(MAPPING, persons=source(people(weights))).persons.collect().height == len(weights)
