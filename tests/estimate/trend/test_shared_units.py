"""What rounds share: stated, found, held to the data; and how figures then vary together."""

import math
from dataclasses import replace

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from measure87.estimate.trend.overlap import (
    RoundUnits,
    covariance_of,
    keys_of_units,
    shared_covariance,
)
from measure87.estimate.trend.shared_units import what_is_shared
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.survey_design import SurveyDesign

PLACES = SurveyDesign("w", "h", ("c",))
PLAIN = SurveyDesign("w")


def sample(*rows, names="hcpr"):
    """A round: stratum, cluster, person and rotation group of each row."""
    told = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    return nw.from_native(pl.LazyFrame(told))


FIRST = sample((1, "a", 1, "x"), (1, "b", 2, "x"), (2, "a", 3, "y"))
AGAIN = sample((1, "a", 1, "x"), (1, "c", 4, "z"), (2, "b", 3, "z"))
NEW = sample((1, "d", 11, "u"), (2, "e", 12, "u"))


def shared(*samples, design=PLACES, stated=None, person=None, rotation=None):
    return what_is_shared(samples, design, stated, person, rotation)


def refusal(*samples, **options):
    with pytest.raises((UsageError, DataError)) as caught:
        shared(*samples, **options)
    return caught.value


def test_units_of_other_codes_are_shared_by_nobody():
    assert shared(FIRST, NEW) == ("none", PLACES)
    assert shared(FIRST, NEW, design=PLAIN) == ("none", PLAIN)


def test_units_of_one_code_must_be_said_to_be_the_same_or_not():
    error = refusal(FIRST, AGAIN, NEW)
    assert error.text == "1 units of c have the same code in several rounds"
    assert shared(FIRST, AGAIN, stated="none") == ("none", PLACES)
    assert shared(FIRST, AGAIN, stated="clusters") == ("clusters", PLACES)


def test_what_is_said_to_be_shared_is_there():
    assert refusal(FIRST, NEW, stated="clusters").code == "nothing-shared"
    assert refusal(FIRST, AGAIN, design=PLAIN, stated="clusters").code == "overlap"


def test_without_clusters_persons_are_the_units():
    units = SurveyDesign("w", clusters=("p",))
    assert shared(FIRST, AGAIN, design=PLAIN, stated="persons", person="p") == ("persons", units)
    assert shared(FIRST, NEW, design=PLAIN, person="p") == ("none", units)
    assert refusal(FIRST, AGAIN, design=PLAIN, person="p").text.startswith("2 units of p")
    twice = sample((1, "a", 1, "x"), (1, "a", 1, "x"), (2, "a", 3, "y"))
    error = refusal(twice, AGAIN, design=PLAIN, stated="persons", person="p")
    assert (error.code, error.text[:6]) == ("person-twice", "1 rows")


def test_persons_of_a_panel_keep_their_clusters():
    """Person 3 was in cluster a of stratum 2 and is in b."""
    error = refusal(FIRST, AGAIN, stated="persons", person="p")
    assert error.text == "1 person is in different clusters in different rounds"
    stayed = sample((1, "a", 1, "x"), (1, "b", 2, "x"))
    assert shared(FIRST, stayed, stated="persons", person="p") == ("persons", PLACES)


def test_the_same_number_in_another_stratum_is_another_unit_and_another_place():
    design = SurveyDesign("w", "h")
    twice = sample((1, "a", 1, "x"), (2, "a", 1, "x"))
    found, units = shared(twice, twice, design=design, stated="persons", person="p")
    assert (found, units.strata, units.clusters) == ("persons", "h", ("p",))
    before = sample((1, "a", 1, "x"), (2, "b", 2, "x"))
    after = sample((2, "a", 1, "x"), (2, "b", 2, "x"))
    error = refusal(before, after, stated="persons", person="p")
    assert error.text == "1 person is in different clusters in different rounds"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"stated": "some"}, "overlap"),
        ({"stated": "persons"}, "overlap"),
        ({"rotation": "r"}, "rotation"),
        ({"stated": "none", "rotation": "r"}, "rotation"),
        ({"stated": "persons", "person": "p", "rotation": "r"}, "rotation"),
    ],
)
def test_what_rounds_cannot_share_is_refused(options, code):
    assert refusal(FIRST, NEW, **options).code == code


def test_a_rotation_group_in_two_rounds_has_a_unit_in_both():
    kept = sample((1, "a", 1, "x"), (1, "c", 4, "z"))
    assert shared(FIRST, kept, stated="clusters", rotation="r") == ("clusters", PLACES)
    lost = sample((1, "a", 1, "x"), (2, "z", 4, "y"))
    error = refusal(FIRST, lost, stated="clusters", rotation="r")
    assert error.text.startswith("1 groups of r are in two rounds without a unit")


def test_units_are_told_by_stratum_and_code_and_group():
    assert keys_of_units(AGAIN, PLACES) == ((1, "a"), (1, "c"), (2, "b"))
    assert keys_of_units(AGAIN, SurveyDesign("w", clusters=("c",))) == (
        (None, "a"), (None, "b"), (None, "c"),
    )  # fmt: skip
    assert keys_of_units(AGAIN, PLACES, "r") == ((1, "a", "x"), (1, "c", "z"), (2, "b", "z"))
    several = sample((1, "a", 1, "x"), (1, "a", 2, "y"), (1, "b", 3, "y"))
    with pytest.raises(DataError, match="1 units of c have persons in several groups of r"):
        keys_of_units(several, PLACES, "r")
    missing = sample((1, "a", 1, None), (1, "b", 3, "y"))
    with pytest.raises(DataError, match="r is missing in 1 units of c"):
        keys_of_units(missing, PLACES, "r")


KEY = ("work", frozenset())
OTHER = ("school", frozenset())


def units(places, seed, fraction):
    """Deviations of two figures, and the fraction sampled in each stratum."""
    rng = np.random.default_rng(seed)
    return RoundUnits(
        tuple(places),
        rng.normal(size=(len(places), 2)),
        np.array([fraction[place[0]] for place in places]),
        {OTHER: 0, KEY: 1},
    )


ONE = units([("h", 1), ("h", 2), ("h", 3), ("g", 1), ("g", 2)], 1, {"h": 0.3, "g": 0.9})
TWO = units([("h", 2), ("h", 3), ("h", 4), ("g", 9), ("g", 2)], 2, {"h": 0.1, "g": 0.8})


@pytest.mark.parametrize(("key", "column"), [(KEY, 1), (OTHER, 0)])
def test_shared_units_make_figures_vary_together_stratum_by_stratum(key, column):
    """Two of three in each round in h; one of two in g, of which nearly all are sampled."""
    total = 0.0
    for stratum, shared_codes, n_one, n_two in (("h", (2, 3), 3, 3), ("g", (2,), 2, 2)):
        products, f = 0.0, 0.0
        for code in shared_codes:
            i, j = ONE.units.index((stratum, code)), TWO.units.index((stratum, code))
            products += ONE.deviations[i, column] * TWO.deviations[j, column]
            f = math.sqrt(ONE.fraction[i] * TWO.fraction[j])
        total += max(0.0, 1.0 - f * math.sqrt(n_one * n_two) / len(shared_codes)) * products
    assert shared_covariance(ONE, TWO, key) == pytest.approx(total, rel=1e-12)


def test_a_figure_or_a_unit_that_one_round_lacks_makes_nothing_vary_together():
    assert shared_covariance(ONE, TWO, ("other", frozenset())) == 0.0
    apart = units([("h", 7), ("g", 7)], 3, {"h": 0.1, "g": 0.1})
    assert shared_covariance(ONE, apart, KEY) == 0.0
    assert ONE.sampled == {"h": 3, "g": 2}
    lacking = replace(TWO, columns={OTHER: 0})
    assert shared_covariance(ONE, lacking, KEY) == shared_covariance(lacking, ONE, KEY) == 0.0


def test_the_order_of_the_units_of_a_round_does_not_matter():
    order = [4, 2, 0, 3, 1]
    other = RoundUnits(
        tuple(TWO.units[k] for k in order), TWO.deviations[order], TWO.fraction[order], TWO.columns
    )
    for first, second in ((ONE, other), (other, ONE)):
        found = shared_covariance(first, second, KEY)
        assert found == pytest.approx(shared_covariance(ONE, TWO, KEY), rel=1e-12)


def test_a_matrix_of_rounds_has_their_variances_and_what_they_share():
    apart = units([("h", 2), ("g", 7)], 3, {"h": 0.1, "g": 0.1})
    figures = [Estimate("work", "mean", "taylor", value=1.0, se=se) for se in (0.2, None, 0.5)]
    found = covariance_of(figures, [ONE, TWO, apart], KEY)
    assert np.diag(found).tolist() == pytest.approx([0.04, 0.0, 0.25])
    assert (found == found.T).all()
    for (a, one), (b, other) in (
        ((0, ONE), (1, TWO)),
        ((0, ONE), (2, apart)),
        ((1, TWO), (2, apart)),
    ):
        assert found[a, b] == shared_covariance(one, other, KEY) != 0.0
