"""Hours as days times hours, over several tasks."""

import itertools

import pytest

from measure87.collect import parse_mapping
from measure87.vocabulary.errors import DataError, StudyError

MAPPING = """
[x]
unmapped = "{unmapped}"
[x.persons.person_id]
variable = "ID"
[x.persons.{column}]
sum = [
  {{ product = [{{ variable = "D1", range = [0, 7] }},
                {{ variable = "H1", range = [0, 24], missing = [98] }}] }},
  {{ product = [{{ variable = "D2", range = [0, 7], missing = [9] }},
                {{ variable = "H2", range = [0, 24] }}] }},
  {{ variable = "W3", range = [0, 96] }},
]
"""
NAMES = ("D1", "H1", "D2", "H2", "W3")


def mapping(column="economic_hours", unmapped="fail"):
    return MAPPING.format(column=column, unmapped=unmapped)


def told(value, least, most, missing=()):
    return None if value is None or value in missing or not least <= value <= most else value


# A naive second implementation, row by row.
def by_hand(row):
    d1, h1, d2, h2, w3 = row
    terms = [
        ((d1, h1), [told(d1, 0, 7), told(h1, 0, 24, (98,))]),
        ((d2, h2), [told(d2, 0, 7, (9,)), told(h2, 0, 24)]),
        ((w3,), [told(w3, 0, 96)]),
    ]
    total, anything = 0.0, False
    for given, factors in terms:
        if all(value is None for value in given):
            continue
        anything = True
        if 0 in factors:
            continue
        if None in factors:
            return None
        product = 1.0
        for factor in factors:
            product *= factor
        total += product
    return total if anything and total <= 168 else None


def test_every_combination_of_answers_is_as_by_hand(apply, source):
    days, hours, week = (None, 0, 3, 7, 9), (None, 0, 8, 24, 98), (None, 0, 10, 99)
    rows = list(itertools.product(days, hours, days, hours, week))
    columns = {name: [row[i] for row in rows] for i, name in enumerate(NAMES)}
    table = source({"ID": list(range(len(rows))), **columns})
    persons = apply(mapping(), persons=table).persons.collect().sort("person_id")
    assert persons["economic_hours"].to_list() == [by_hand(row) for row in rows]
    assert sum(value is not None for value in persons["economic_hours"]) > 500


def test_a_task_that_was_not_done_adds_nothing_and_one_half_told_loses_the_sum(apply, source):
    table = source({
        "ID": [1, 2, 3, 4, 5], "D1": [5, 5, 5, None, 0], "H1": [3, 3, 3, None, None],
        "D2": [None, 2, 2, None, None], "H2": [None, 4, None, None, None], "W3": [None] * 5,
    })  # fmt: skip
    persons = apply(mapping("chores_hours"), persons=table).persons.collect()
    assert persons["chores_hours"].to_list() == [15.0, 23.0, None, None, 0.0]


def test_what_is_no_number_in_a_factor_stops_the_run_or_is_not_told(apply, source):
    table = source({"ID": [1, 2], "D1": ["5", "Maria"], "H1": [3, 3], "D2": [None, None],
                    "H2": [None, None], "W3": [1, 1]})  # fmt: skip
    with pytest.raises(DataError, match="D1 must hold finite numbers") as caught:
        apply(mapping(), persons=table)
    assert "Maria" not in caught.value.text
    persons = apply(mapping(unmapped="unknown"), persons=table).persons.collect()
    assert persons["economic_hours"].to_list() == [16.0, None]


def test_days_outside_their_range_are_counted(apply, source):
    table = source({"ID": [1], "D1": [8], "H1": [3], "D2": [None], "H2": [None], "W3": [1]})
    (outside,) = apply(mapping(), persons=table).report.out_of_range
    assert (outside.variable, outside.least, outside.greatest, outside.rows) == ("D1", 0, 7, 1)


@pytest.mark.parametrize(
    ("entry", "match"),
    [
        ("sum = []", "empty"),
        ('sum = [{ product = [{ variable = "D", range = [0, 7] }] }]', "at least two factors"),
        (
            'sum = [{ product = [{ variable = "D" }, { variable = "H", range = [0, 24] }] }]',
            "range",
        ),
        ('sum = [{ variable = "D" }]\ncombine = "sum"', "stands beside"),
        ('sum = [{ variable = "D", yes = [1] }]', "yes"),
        ('sum = [{ variable = "D" }]\nvariable = "H"', "exactly one of"),
    ],
)
def test_a_sum_that_cannot_be_read_is_refused(entry, match):
    text = f'schema = 1\n[x.persons.person_id]\nvariable = "I"\n[x.persons.chores_hours]\n{entry}\n'
    with pytest.raises(StudyError, match=match):
        parse_mapping(text)
