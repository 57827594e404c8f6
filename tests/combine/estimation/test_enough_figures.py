"""Whether figures are enough to begin: of invented questions, at and beside the fewest."""

from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from measure87.combine.estimation import families as enough_figures
from measure87.combine.estimation.families import FEWEST_COUNTRIES, require_figures
from measure87.vocabulary.errors import RefusedError


def measure(name):
    return SimpleNamespace(name=name, label=name.title(), asked=SimpleNamespace(measure=name))


BASE, WIDE, WIDEST = measure("base"), measure("wide"), measure("widest")
INPUTS = SimpleNamespace(figures=None, countries=())


def questions(*measures):
    return SimpleNamespace(measures=measures, path=Path("world.toml"))


def given(monkeypatch, *, countries, used=(), others=()):
    """So many countries with figures of each measure, and which measures figures serve."""
    codes = [f"ZZ{letter}" for letter in "ABCDEFG"[:countries]]
    frame = pl.DataFrame(
        {"measure": ["base", *used, "left out"], "used": [True] * (1 + len(used)) + [False]}
    )
    monkeypatch.setattr(enough_figures, "_countries", lambda *about: tuple(codes))
    monkeypatch.setattr(enough_figures, "population_persons", lambda *about: None)
    monkeypatch.setattr(enough_figures, "selected", lambda *about: frame)
    families = [SimpleNamespace(base=BASE, others=others)]
    monkeypatch.setattr(enough_figures, "families_of", lambda measures: families)


@pytest.mark.parametrize("countries", [FEWEST_COUNTRIES, FEWEST_COUNTRIES + 1])
def test_figures_of_five_countries_are_enough(monkeypatch, countries):
    given(monkeypatch, countries=countries)
    require_figures(questions(BASE), INPUTS)


@pytest.mark.parametrize(("countries", "named"), [(4, "4 (ZZA, ZZB, ZZC, ZZD)"), (0, "0 ()")])
def test_figures_of_fewer_countries_are_too_few_and_these_are_named(monkeypatch, countries, named):
    given(monkeypatch, countries=countries)
    with pytest.raises(RefusedError) as caught:
        require_figures(questions(BASE), INPUTS)
    assert caught.value.code == "too-few-countries"
    assert f"{named}, and 5 are the fewest" in caught.value.text


@pytest.mark.parametrize(
    ("used", "lacking"),
    [(("wide", "widest"), None), (("wide",), "Widest"), (("widest",), "Wide"), ((), "Wide"),
     (("left out",), "Wide")],
)  # fmt: skip
def test_each_measure_that_counts_more_needs_a_figure_of_its_own(monkeypatch, used, lacking):
    given(monkeypatch, countries=6, used=used, others=(WIDE, WIDEST))
    if lacking is None:
        require_figures(questions(BASE, WIDE, WIDEST), INPUTS)
        return
    with pytest.raises(RefusedError) as caught:
        require_figures(questions(BASE, WIDE, WIDEST), INPUTS)
    assert caught.value.code == "no-figures-of-its-own"
    assert caught.value.text.startswith(f"{lacking}: no figure of it serves")
    assert caught.value.where == f"world.toml [measures.{lacking.lower()}]"
