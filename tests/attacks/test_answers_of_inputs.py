"""Measures of two inputs that are of the same answers told hidden cases of each other.

Within one input it is asked person by person which counts are of the same persons, and what
definitions say is equal at some ages. Two inputs of one file are two tables to a study, and one to
a reader: children in worst forms of child labour by sex and by region, and in forced labour by that
route by both; or two readings of forced labour that differ of children alone.
"""

import pytest

from tests.attacks.days_studies import write_days
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.switched_off import ANSWERS_OF_INPUTS_APART
from tests.attacks.test_readings_of_children import BOTH, children_of, drawn
from tests.attacks.worst_forms import (
    FOURTH_ROUTE,
    WORST_FORMS,
    told,
    write_persons,
    write_settings,
)

APART, CROSSED = ("sex", "region"), ("sex*region",)
SEEDS = (
    1,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3)),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (4, 5, 6, 7, 8)),
)


def cases(folder, names):
    """Measure and group to the number of cases, None where it is kept back."""
    return {
        (one.name, tuple(sorted(one.group))): one.n_cases
        for one in read_release(release_written(folder)).figures
        if one.statistic == "proportion" and one.name in names
    }


def of_worst_forms(seed, folder):
    """What follows of hidden counts, and what they are; and how many figures are shown."""
    truth = write_persons(seed, folder)
    write_settings(folder, {"work": (WORST_FORMS, APART), "forced": (FOURTH_ROUTE, CROSSED)})
    counts = cases(folder, (WORST_FORMS, FOURTH_ROUTE))
    found = [(number, truth[group]) for (_, group), number in told(counts).items()]
    return found, sum(number is not None for number in counts.values())


def of_children(seed, folder):
    """Children in forced labour by the plain reading, as everybody less adults tells them."""
    study, few = drawn(seed)
    write_days(study, folder)
    head, _ = (folder / "study.toml").read_text(encoding="utf-8").split("[inputs.fl]")
    mapping = (folder / "mapping.toml").read_text(encoding="utf-8")
    more = mapping.removeprefix("schema = 1\n")
    inputs = "".join(
        f'[inputs.{name}]\npersons = "persons.csv"\ndefinitions = ["{BOTH[measure]}"]\n'
        f'measures = ["{measure}"]\nby = ["age"]\n'
        for name, measure in zip(("fl", "fm"), BOTH, strict=True)
    )
    (folder / "study.toml").write_text(head + inputs, encoding="utf-8")
    other = more.replace("[fl.", "[fm.")
    (folder / "mapping.toml").write_text(mapping + other, encoding="utf-8")
    shown = {(name, dict(group).get("age")): n for (name, group), n in cases(folder, BOTH).items()}
    return children_of(shown), few


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_worst_forms_in_one_input_tell_of_forced_labour_in_another(seed, tmp_path):
    with ANSWERS_OF_INPUTS_APART():
        found, _ = of_worst_forms(seed, tmp_path / "study")
    assert all(said == true for said, true in found)
    assert any(true in (1, 2) for _, true in found)


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_it_is_known_that_their_cases_are_one(seed, tmp_path):
    found, shown = of_worst_forms(seed, tmp_path / "study")
    assert found == []
    assert shown > 0


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_adults_of_a_reading_in_another_input_tell_of_hidden_children(seed, tmp_path):
    with ANSWERS_OF_INPUTS_APART():
        children, few = of_children(seed, tmp_path / "study")
    assert children == few


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_readings_of_two_inputs_are_asked_of(seed, tmp_path):
    assert of_children(seed, tmp_path / "study")[0] is None
