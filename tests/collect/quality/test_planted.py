"""Every check finds the fault that is planted for it, and a clean study has none."""

from datetime import date

import pytest

from measure87.collect.quality.evening import check_field_data
from measure87.collect.quality.field_data import read_field_data
from measure87.collect.quality.labels import kept_labels
from measure87.collect.quality.register import ALPHA, CHECKS, share_of_alpha
from tests.collect.quality.field_study import clean_study
from tests.collect.quality.planted import PLANTED, back_checks, check_of, label_of

DAY = date(2027, 3, 20)


def evening_of(study, folder):
    data = read_field_data(study.write(folder))
    labels = kept_labels(folder / "field", data.interviewers)
    return data, labels, check_field_data(data, labels, DAY)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(plant, tmp_path):
    study = clean_study(7)
    expected = plant(study)
    data, labels, run = evening_of(study, tmp_path)
    found = [one for one in run.evening.findings if one.check == check_of(plant)]
    for (says, whom), count in expected.items():
        wanted = label_of(data, labels, whom) if isinstance(whom, int) else None
        item = whom if isinstance(whom, str) else None
        hits = [
            one for one in found
            if one.says == says and wanted in (None, one.interviewer) and item in (None, one.item)
        ]  # fmt: skip
        assert hits, (says, whom, found)
        if count is not None:
            assert hits[0].count == count


@pytest.mark.few(6)
@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_nobody_else_is_accused(plant, tmp_path):
    """The check that a fault is for points at no interviewer and no question but the planted."""
    study = clean_study(7)
    expected = plant(study)
    data, labels, run = evening_of(study, tmp_path)
    guilty = {label_of(data, labels, whom) for _, whom in expected if isinstance(whom, int)}
    accused = {one.interviewer for one in run.evening.findings if one.interviewer is not None}
    assert accused <= guilty


@pytest.mark.parametrize("seed", [11, 12])
def test_a_clean_study_is_silent(seed, tmp_path):
    study = clean_study(seed)
    back_checks(study, bad=None)
    _, _, run = evening_of(study, tmp_path)
    assert [one for one in run.evening.findings if one.alarm] == []
    assert [one.name for one in run.evening.checks if one.not_made] == []


def test_every_check_is_registered_and_has_a_planted_fault():
    from importlib import import_module
    from pkgutil import iter_modules

    from measure87.collect.quality import checks

    modules = [import_module(f"{checks.__name__}.{m.name}") for m in iter_modules(checks.__path__)]
    assert {m.CHECK.name for m in modules} == {one.name for one in CHECKS}
    assert {m.CHECK.name for m in modules} == {m.__name__.rsplit(".", 1)[1] for m in modules}
    assert {check_of(plant) for plant in PLANTED} == {one.name for one in CHECKS}
    for one in CHECKS:
        assert all((one.finds, one.threshold, one.source))


def test_all_statistical_checks_share_one_chance_of_a_false_alarm():
    assert sum(share_of_alpha(one) for one in CHECKS) == pytest.approx(ALPHA)
    assert all(share_of_alpha(one) == 0 for one in CHECKS if one.sort != "statistical")


def test_a_sample_with_another_key_is_told_and_accuses_nobody(tmp_path):
    study = clean_study(3, interviews=60)
    study.sample = [{"case": f"HH-{n}"} for n in range(60)]
    _, _, run = evening_of(study, tmp_path)
    assert {one.not_made for one in run.evening.checks if one.name == "progress"} == {"no-match"}
    assert [one for one in run.evening.findings if one.check == "progress"] == []
