"""The persons whom the gate is told of are those behind the figures of a study."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.survey.rows.possible_sets import rows_of
from measure87.study.keyed_hash import passing_key
from measure87.study.survey.figures import estimate_input
from measure87.study.survey.known_persons import KnownPersonsOfStudy
from measure87.study.survey.opening import open_study
from measure87.study.survey.recipe import _figures
from measure87.study.survey.settings import read_settings
from tests.study import tiny


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    people = [row | {"w": 1.0 + row["id"] % 7} for row in tiny.persons()]
    folder = tmp_path_factory.mktemp("known") / "s"
    tiny.write_study(folder, people=people)
    with (folder / "study.toml").open("a") as file:
        file.write('\n[numbers]\nweights = "expansion"\n')
    study = open_study(read_settings(folder), passing_key())
    return study, _figures(study)


@pytest.fixture(scope="module")
def figures(opened):
    return opened[1]


def test_value_error_and_counts_are_those_that_were_estimated(figures):
    (one,) = figures.values()
    known = KnownPersonsOfStudy([one.known])
    seen = 0
    for figure in one.estimates:
        if figure.n_cases is None or not figure.n_cases:
            continue
        measure = (figure.name, figure.definition or "", 0)
        persons = known.of(measure, figure.statistic, figure.group)
        assert persons is not None
        told = persons.only(persons.status != 1) if figure.n < len(persons.weight) else persons
        assert len(told.weight) == figure.n
        cases = np.flatnonzero(told.status == 2)
        if len(cases) != figure.n_cases:
            continue  # unknowns that are counted as cases
        row = rows_of(told, cases[None])
        total = row.value[0] * told.weight.sum()
        value = total if figure.statistic == "total" else row.value[0]
        assert value == pytest.approx(figure.value)
        if figure.se:
            seen += 1
            error = row.total_error[0] if figure.statistic == "total" else row.error[0]
            assert error == pytest.approx(figure.se)
            assert row.clusters[0] == figure.n_clusters_with_cases
    assert seen > 10


def test_of_a_measure_that_is_not_there_nothing_is_known(figures):
    (one,) = figures.values()
    assert KnownPersonsOfStudy([one.known]).of(("other", "", 0), "proportion", {}) is None


def test_who_is_in_groups_of_earlier_releases_is_known_where_the_data_have_them(opened):
    study, figures = opened
    (now,), (source,) = figures.values(), study.inputs.values()
    again = estimate_input(replace(source, before=("age", "sex", "zone")), study.settings)
    assert again.estimates == now.estimates
    known, alone = KnownPersonsOfStudy([again.known]), KnownPersonsOfStudy([now.known])
    figure = next(one for one in now.estimates if one.n_cases and not one.group)
    measure = (figure.name, figure.definition or "", 0)
    everybody = known.of(measure, "proportion", {})
    ages = [known.of(measure, "proportion", {"age": code}) for code in ("5-11", "12-14", "15-17")]
    rows = np.concatenate([one.rows for one in ages])
    assert sorted(rows) == everybody.rows.tolist()
    assert min(len(one.rows) for one in ages) > 0
    assert known.of(measure, "proportion", {"zone": "1"}) is None
    assert alone.of(measure, "proportion", {"age": "5-11"}) is None


def test_a_person_of_two_inputs_is_told_by_one_number_in_both(tmp_path):
    """The second input lacks the first five of the file, so that its rows are five behind."""
    found = []
    for name, people in (("all", tiny.persons()), ("most", tiny.persons()[5:])):
        ids = {one["id"] for one in people}
        work = [job for job in tiny.jobs() if job["id"] in ids]
        tiny.write_study(tmp_path / name, people=people, work=work)
        study = open_study(read_settings(tmp_path / name), passing_key())
        (one,) = _figures(study).values()
        found.append(one)
    figure = next(one for one in found[0].estimates if one.n_cases and not one.group)
    name = (figure.name, figure.definition or "")
    inputs = [one.known for one in found]
    apart, known = KnownPersonsOfStudy(inputs), KnownPersonsOfStudy(inputs, {0, 1})

    def cases(persons, sample):
        of = persons.of((*name, sample), "proportion", {})
        return of.rows[of.status == 2]

    of_last = [cases(known, sample)[-5:].tolist() for sample in (0, 1)]
    assert of_last[0] == of_last[1]
    assert (cases(apart, 0)[-5:] - cases(apart, 1)[-5:]).tolist() == [5] * 5
    assert cases(KnownPersonsOfStudy(inputs, {1}), 1).tolist() == cases(apart, 1).tolist()
