"""What stands beside a nested measure's own figures, and that none of them is lost: by hand."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from measure87.combine.adjustment.asked import Asked, ErrorRules
from measure87.combine.adjustment.model_figures import model_figures
from measure87.combine.adjustment.nested import nested_figures
from measure87.combine.estimation.figure_rows import figure_rows
from measure87.combine.inputs import figure_table
from measure87.vocabulary.combined import FITTED_FIGURES
from tests.combine.adjustment.test_selection import row

BASE = {"KEN": 0.25, "UGA": 0.4}
OWN = {True: {"KEN": 0.1, "UGA": 0.3}, False: {"KEN": 0.4, "UGA": 0.7}}
"""Within the base, or beyond it."""


def table(within):
    own = OWN[within]
    return figure_table(
        [
            *(row(code, "base", estimate=share, se=None) for code, share in BASE.items()),
            *(row(code, "own", estimate=share, se=None, n=2000.0, deff=2.0)
              for code, share in own.items()),
            row("KEN", "own", year=2010, estimate=0.2, se=0.03),
            row("UGA", "own", year=2012, source="B").leave_out("fieldwork cut short"),
            row("KEN", "other"),
        ]
    )  # fmt: skip


def rows(within):
    given_table = table(within)
    q = nested_figures(given_table, "own", "base", ErrorRules(), beyond=not within)
    given = model_figures(q, Asked("own"), ("KEN", "UGA"), ErrorRules())
    share = np.array([0.10, 0.12, 0.14, 0.16])[:, None] * np.array([1.0, 2.0])
    fitted = SimpleNamespace(
        settings=SimpleNamespace(
            name="own",
            base="base",
            within="base" if within else None,
            beyond=None if within else "base",
        ),
        given=given,
        countries=SimpleNamespace(share=share[:, :, None, None, None], years=(2016,)),
        shares_of_cells=np.ones((2, 1, 1)),
    )
    return figure_rows(given_table, fitted, {}, 0.5)


@pytest.mark.parametrize("within", [True, False])
def test_every_figure_of_the_measure_stands_once_and_says_why_it_does_not_serve(within):
    found = rows(within)
    assert found.columns == [column.name for column in FITTED_FIGURES.columns]
    assert set(found["measure"]) == set(found["serves"]) == {"own"}
    told = {
        (one["country"], one["year"]): (one["included"], one["reason"]) for one in found.to_dicts()
    }
    assert found.height == len(told) == 4
    assert told == {
        ("KEN", 2016): ("true", None),
        ("UGA", 2016): ("true", None),
        ("KEN", 2010): ("false", "no figure of base of the same survey beside it"),
        ("UGA", 2012): ("false", "fieldwork cut short"),
    }


# The part q is of those in the base (or outside of it), of whom 2,000 x base / 2 were asked: its
# error is sqrt(q (1 - q) / that), and the figure's is base (or 1 - base) times as much.
@pytest.mark.parametrize("within", [True, False])
def test_the_error_of_a_figure_is_that_of_its_part_times_those_the_part_is_of(within):
    found = rows(within).filter(pl.col("included") == "true").sort("country")
    for one in found.to_dicts():
        base, own = BASE[one["country"]], OWN[within][one["country"]]
        whole = base if within else 1.0 - base
        q = own / base if within else (own - base) / (1.0 - base)
        error = (q * (1.0 - q) / (2000.0 * whole / 2.0)) ** 0.5
        assert one["assumed_se"] == pytest.approx(whole * error, rel=1e-12)
        assert one["adjusted"] == one["estimate"] == own


def test_the_model_says_of_each_figure_what_it_says_of_its_country():
    """Draws of 0.10 to 0.16, and of twice as much in Uganda; half of them lie within the limits."""
    found = {one["country"]: one for one in rows(within=True).to_dicts() if one["fitted"]}
    for code, times in (("KEN", 1), ("UGA", 2)):
        one = found[code]
        limits = (one["fitted_lower"], one["fitted"], one["fitted_upper"])
        assert limits == pytest.approx((0.115 * times, 0.13 * times, 0.145 * times), rel=1e-12)
    lost = rows(within=True).filter(pl.col("included") == "false")
    for name in ("fitted", "assumed_se", "adjusted", "assumed"):
        assert lost[name].null_count() == 2


def test_figures_whose_survey_has_no_name_stand_beside_their_base_too():
    nameless = {"source": None, "se": None}
    given_table = figure_table(
        [row("KEN", "base", estimate=0.25, **nameless),
         row("KEN", "own", estimate=0.1, n=2000.0, deff=2.0, **nameless)]
    )  # fmt: skip
    q = nested_figures(given_table, "own", "base", ErrorRules(), beyond=False)
    fitted = SimpleNamespace(
        settings=SimpleNamespace(name="own", base="base", within="base", beyond=None),
        given=model_figures(q, Asked("own"), ("KEN",), ErrorRules()),
        countries=SimpleNamespace(share=np.full((4, 1, 1, 1, 1), 0.1), years=(2016,)),
        shares_of_cells=np.ones((1, 1, 1)),
    )
    (one,) = figure_rows(given_table, fitted, {}, 0.5).to_dicts()
    assert (one["included"], one["reason"]) == ("true", None)
    assert (one["fitted"], one["adjusted"]) == pytest.approx((0.1, 0.1))
    # Of 2,000 x 0.25 / 2 in the base 0.4 are in the part.
    assert one["assumed_se"] == pytest.approx(0.25 * (0.4 * 0.6 / 250.0) ** 0.5, rel=1e-12)
