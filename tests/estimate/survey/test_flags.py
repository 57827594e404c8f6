"""Where the flags of a figure begin: every limit from both of its sides."""

from dataclasses import replace

import pytest

from measure87.estimate.survey.flags import Figure, flags_of

# A share of 0.4 of 500 persons, of which nothing is to be said.
CALM = Figure(
    is_status=True,
    value=0.4,
    scale=1.0,
    se=0.02,
    has_variance=True,
    lower=0.36,
    upper=0.44,
    n=500,
    n_cases=200,
    n_clusters_with_cases=40,
    n_effective=400.0,
    df=30.0,
    deff_source="own",
    coverage_doubtful=False,
    bounds=(0.39, 0.41),
)
MEAN = replace(CALM, is_status=False, value=-10.0, se=1.0, lower=-12.0, upper=-8.0, n_cases=0)
# 4 million of 10 million, so that an interval of 0.4 million is one of 0.04.
TOTAL = replace(CALM, value=4e6, scale=1e7, se=2e5, lower=3.6e6, upper=4.4e6, bounds=None)


@pytest.mark.parametrize(
    ("figure", "flags"),
    [
        (CALM, ()),
        (MEAN, ()),
        (TOTAL, ()),
        (replace(CALM, n_cases=0), ("no-cases",)),
        (replace(CALM, n_cases=1), ("few-cases",)),
        (replace(CALM, n_cases=19), ("few-cases",)),
        (replace(CALM, n_cases=20), ()),
        (replace(CALM, n_cases=480), ()),
        (replace(CALM, n_cases=481), ("few-cases",)),
        (replace(CALM, n_cases=499), ("few-cases",)),
        (replace(CALM, n_cases=500), ("all-cases",)),
        (replace(CALM, n_clusters_with_cases=9), ("few-clusters-with-cases",)),
        (replace(CALM, n_clusters_with_cases=10), ()),
        (replace(MEAN, n_clusters_with_cases=0), ()),
        (replace(MEAN, n=29), ("few-persons",)),
        (replace(MEAN, n=30), ()),
        (replace(CALM, n_effective=29.999), ("low-effective-n",)),
        (replace(CALM, n_effective=30.0), ()),
        (replace(CALM, n_effective=None), ()),
        (replace(CALM, df=7.999), ("few-degrees-of-freedom",)),
        (replace(CALM, df=8.0), ()),
        (replace(CALM, deff_source=None), ()),
        (replace(CALM, deff_source="pooled"), ("borrowed-design-effect",)),
        (replace(CALM, coverage_doubtful=True), ("coverage-doubtful",)),
        (replace(CALM, lower=None, upper=None), ("no-variance",)),
        (replace(CALM, upper=None), ()),
        (replace(CALM, has_variance=False), ("no-variance",)),
    ],
)
def test_a_flag_begins_at_its_limit(figure, flags):
    assert flags_of(figure) == flags


# Widths that a machine has exactly, so that "at the limit" is at the limit.
@pytest.mark.parametrize(
    ("value", "lower", "upper", "is_wide"),
    [
        (0.4, 0.0, 0.30, True),
        (0.4, 0.0, 0.299, False),
        # Narrower than 0.05 nothing is wide, whatever the share.
        (0.0001, 0.0, 0.05, False),
        (0.0001, 0.0, 0.051, True),
        # Wider than 130 % of the share: of 0.1 that is 0.13.
        (0.1, 0.0, 0.129, False),
        (0.1, 0.0, 0.131, True),
        (0.1, 0.0, 1.30 * 0.1, False),
    ],
)
def test_an_interval_of_a_share_is_wide_alone_or_beside_its_share(value, lower, upper, is_wide):
    share = replace(CALM, value=value, lower=lower, upper=upper, bounds=None)
    assert ("wide-interval" in flags_of(share)) is is_wide
    # The same of so many persons among a thousand.
    per_thousand = {"value": 1000 * value, "lower": 1000 * lower, "upper": 1000 * upper}
    if abs(upper - lower - 1.30 * value) > 1e-12:  # at the limit itself 1,000 rounds
        total = replace(share, scale=1000.0, **per_thousand)
        assert ("wide-interval" in flags_of(total)) is is_wide


@pytest.mark.parametrize(
    ("se", "is_wide"), [(None, False), (3.0, False), (3.001, True), (0.0, False)]
)
def test_a_mean_is_wide_where_its_error_is_over_30_per_cent_of_it(se, is_wide):
    assert ("wide-interval" in flags_of(replace(MEAN, se=se))) is is_wide


@pytest.mark.parametrize(
    ("bounds", "matters"),
    [(None, False), ((0.5, 0.5625), False), ((0.5, 0.5626), True), ((0.0, 0.0624), False)],
)
def test_unknowns_matter_where_they_move_a_figure_by_more_than_chance(bounds, matters):
    figure = replace(CALM, lower=0.375, upper=0.4375, bounds=bounds)  # 1/16 apart
    assert ("unknowns-wider-than-interval" in flags_of(figure)) is matters


@pytest.mark.parametrize(("lower", "upper"), [(None, 0.5), (0.3, None), (None, None)])
def test_without_both_limits_nothing_is_said_of_their_distance(lower, upper):
    figure = replace(CALM, lower=lower, upper=upper, bounds=(0.0, 1.0))
    assert not {"wide-interval", "unknowns-wider-than-interval"} & {*flags_of(figure)}


def test_flags_stand_in_one_order():
    worst = replace(
        CALM,
        n=10,
        n_cases=1,
        n_clusters_with_cases=1,
        n_effective=5.0,
        df=1.0,
        lower=0.0,
        upper=0.6,
        deff_source="icc",
        coverage_doubtful=True,
        bounds=(0.1, 0.9),
    )
    assert flags_of(worst) == (
        "few-cases",
        "few-clusters-with-cases",
        "few-persons",
        "low-effective-n",
        "few-degrees-of-freedom",
        "wide-interval",
        "borrowed-design-effect",
        "coverage-doubtful",
        "unknowns-wider-than-interval",
    )
