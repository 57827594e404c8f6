"""Whoever replaces a rich release by a poor one is told how much is gone, and only she."""

from dataclasses import replace

import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.study.ledger.judging import no_longer_shown
from measure87.vocabulary.estimate import SUPPRESSED, Notice, Result
from tests.disseminate.gate.audit.random_tables import figure

FEW_CAME = Notice("few-left-or-came", "few", {"measures": ["x"]})


def released(hidden, warnings=(), name="x", number=20):
    """So many figures by region, of which so many are not shown."""
    figures = [figure(name, 400, 2 if k < hidden else 90, region=str(k)) for k in range(number)]
    found = release(Result("run", tuple(figures)), DisclosureRules(complementary=False))
    assert sum(SUPPRESSED in one.flags for one in found.estimates) == hidden
    return replace(found, warnings=tuple(warnings))


def said(now, *before):
    return [one.values for one in no_longer_shown(now, before)]


def test_what_is_gone_since_the_last_release_is_counted():
    """Of 18 that it shows the first 2 were hidden then too; 5 are hidden now."""
    assert said(released(5, (FEW_CAME,)), released(2)) == [{"hidden": 3, "shown": 18}]
    assert said(released(5, (FEW_CAME,)), released(0), released(2)) == [{"hidden": 3, "shown": 18}]


@pytest.mark.parametrize("code", ["few-left-or-came", "weights-changed", "answers-changed"])
def test_it_is_said_whatever_changed(code):
    assert said(released(5, (Notice(code, ""),)), released(2))


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (released(5), [released(2)]),
        (released(5, (FEW_CAME,)), []),
        (released(2, (FEW_CAME,)), [released(0)]),
        (released(5, (FEW_CAME,), name="y"), [released(2)]),
        (released(5, (FEW_CAME,), number=5), [released(5)]),
    ],
    ids=["by the study's own rules", "the first", "a tenth", "another measure", "nothing lost"],
)
def test_otherwise_nothing_is_said(now, before):
    assert said(now, *before) == []
