"""Persons are told apart by the variables that offices number them with, together."""

import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.assistant import codebook_of, proposals_text, propose

# Invented files, numbered as offices do: (labels, rows, identifier expected).
NUMBERED = {
    "in households of clusters": (
        {"GRAPPE": "Numéro de grappe", "MENAGE": "Numéro du ménage", "LIGNE": "Numéro de ligne"},
        [(1, 1, 1), (1, 1, 2), (1, 2, 1), (2, 1, 1)],
        ["GRAPPE", "MENAGE", "LIGNE"],
    ),
    "in households of dwellings": (
        {"CONGLOME": "Número de conglomerado", "VIVIENDA": "Número de vivienda",
         "HOGAR": "Número de hogar", "CODPERSO": "Número de orden"},
        [(1, 1, 1, 1), (1, 1, 2, 1), (1, 2, 1, 1), (1, 2, 1, 2)],
        ["CONGLOME", "VIVIENDA", "HOGAR", "CODPERSO"],
    ),
    "in clusters of provinces": (
        {"PROV": "Província", "UPA": "Unidade primária de amostragem",
         "AF": "Número do agregado familiar", "NO": "Número de ordem"},
        [(1, 1, 1, 1), (2, 1, 1, 1), (2, 1, 1, 2), (2, 2, 1, 1)],
        ["PROV", "UPA", "AF", "NO"],
    ),
    "by a number of each person": (
        {"EA": "Cluster number", "HH": "Household number", "LN": "Line number",
         "PID": "Person identifier"},
        [(1, 1, 1, 101), (1, 1, 2, 102), (1, 2, 1, 103), (2, 1, 1, 104)],
        ["PID"],
    ),
    "by a number that is none": (
        {"EA": "Cluster number", "HH": "Household number", "LN": "Line number",
         "PID": "Person identifier"},
        [(1, 1, 1, 1), (1, 1, 2, 2), (1, 2, 1, 1), (2, 1, 1, 1)],
        ["EA", "HH", "LN"],
    ),
    "by a number of no other name": (
        {"ID": "", "EA": "Cluster number"},
        [(101, 1), (102, 1), (103, 2)],
        ["ID"],
    ),
    "by others where what is called so is none": (
        {"ID": "", "EA": "Cluster number", "HH": "Household number", "LN": "Line number"},
        [(1, 1, 1, 1), (1, 1, 1, 2), (2, 2, 1, 1)],
        ["EA", "HH", "LN"],
    ),
    "where some were not interviewed": (
        {"EA": "Cluster number", "HH": "Household number", "LN": "Line number"},
        [(1, 1, 1), (1, 2, None), (1, 3, None), (2, 1, 1), (2, 1, 2)],
        ["EA", "HH", "LN"],
    ),
}  # fmt: skip


def proposed(source, labels, rows):
    columns = {name: [row[i] for row in rows] for i, name in enumerate(labels)}
    table = source(columns, variable_labels=labels)
    return table, proposals_text(propose(codebook_of(table)))


@pytest.mark.parametrize("case", NUMBERED)
def test_the_variables_that_tell_persons_apart_are_proposed(source, case):
    labels, rows, expected = NUMBERED[case]
    table, text = proposed(source, labels, rows)
    whole = {"persons": table}
    keep = (
        ""
        if all(None not in row for row in rows)
        else 'keep = [{ variable = "LN", codes = [1, 2] }]'
    )
    confirmed = text.replace("confirmed = false", "confirmed = true").replace(
        'unmapped = "fail"', f'unmapped = "fail"\n{keep}'
    )
    section = parse_mapping(confirmed)["survey"]
    assert list(section.persons["person_id"].variables) == expected
    persons = apply_mapping(section, whole).persons.collect()
    assert persons["person_id"].n_unique() == len(persons)


@pytest.mark.parametrize(
    "case", [name for name in NUMBERED if not name.startswith("by a number o")]
)
def test_a_household_is_numbered_by_what_is_not_the_persons_own(source, case):
    labels, rows, expected = NUMBERED[case]
    _, text = proposed(source, labels, rows)
    section = parse_mapping(text.replace("confirmed = false", "confirmed = true"))["survey"]
    assert list(section.persons["household_id"].variables) == expected[:-1]


def test_a_person_with_a_number_lives_in_a_household_of_her_cluster(source):
    labels, rows, _ = NUMBERED["by a number of each person"]
    _, text = proposed(source, labels, rows)
    section = parse_mapping(text.replace("confirmed = false", "confirmed = true"))["survey"]
    assert section.persons["household_id"].variables == ("EA", "HH")


def test_variables_that_do_not_tell_persons_apart_are_asked_about(source):
    labels = {"EA": "Cluster number", "HH": "Household number", "LN": "Line number"}
    _, text = proposed(source, labels, [(1, 1, 1), (1, 1, 1), (1, 2, 1)])
    assert 'candidates = ["EA", "HH", "LN"]' in text.partition("person_id]")[2].partition("\n[")[0]
