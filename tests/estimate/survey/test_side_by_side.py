"""Two definitions of the same persons: shares against a count by hand, errors against estimates
of the two measures among the persons that both determine."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import (
    Contrast,
    Outcome,
    Side,
    SurveyDesign,
    estimate_differences,
    estimate_survey,
)
from measure87.estimate.survey.side_by_side import (
    OTHER_RULES,
    Compared,
    _named,
    _of_group,
    cross_measures,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Minus
from measure87.vocabulary.status import NO, UNKNOWN, YES

DESIGN = SurveyDesign("w", "stratum", ("cluster",))
RULES = [f"rule_{n}" for n in range(8)]
FIRST = Compared("first", "first", "exclude", "first__reason", RULES)
SECOND = Compared("second", "second", "no", "second__reason", RULES)


def persons(n: int = 1_500, seed: int = 5, rules: int = 8) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    cluster = np.sort(rng.integers(0, 50, n))
    columns = {
        "stratum": cluster // 10,
        "cluster": cluster,
        "w": rng.uniform(0.5, 3.0, n),
    }
    for name in ("first", "second"):
        status = rng.choice([NO, UNKNOWN, YES], n, p=[0.6, 0.08, 0.32]).astype(object)
        status[rng.uniform(size=n) < 0.1] = None
        rule = rng.integers(0, rules, n)
        key = [None if s is None else int(s) * 10_000 + 9_999 - int(r)
               for s, r in zip(status, rule, strict=True)]  # fmt: skip
        columns[name] = pl.Series(list(status), dtype=pl.Int8)
        columns[f"{name}__reason"] = pl.Series(key, dtype=pl.Int32)
    return pl.DataFrame(columns)


def counted(table: pl.DataFrame) -> dict[str, tuple[float, int, int]]:
    """Share, cases and persons of each figure, row by row: `second` counts unknown as no."""
    known = {"and": [], "not": [], "back": [], "open": []}
    for row in table.iter_rows(named=True):
        a, b, w = row["first"], row["second"], row["w"]
        if a is None or b is None or a == UNKNOWN:
            continue
        b = NO if b == UNKNOWN else b
        known["and"].append((w, a == YES and b == YES))
        known["not"].append((w, a == YES and b == NO))
        known["back"].append((w, b == YES and a == NO))
    for row in table.iter_rows(named=True):
        a, b, w = row["first"], row["second"], row["w"]
        if a is not None and b is not None:
            known["open"].append((w, b == YES and a == UNKNOWN))
    return {
        name: (
            sum(w for w, case in rows if case) / sum(w for w, _ in rows),
            sum(case for _, case in rows),
            len(rows),
        )
        for name, rows in known.items()
    }


NAMES = {
    "and": "first__and__second",
    "not": "first__not__second",
    "back": "second__not__first",
    "open": "second__open__first",
}


def test_the_shares_are_those_of_a_count_row_by_row():
    table = persons()
    found = {e.name: e for e in cross_measures(table, FIRST, SECOND, DESIGN).estimates}
    for part, (value, cases, n) in counted(table).items():
        figure = found[NAMES[part]]
        assert figure.value == pytest.approx(value, rel=1e-12)
        assert (figure.n_cases, figure.n) == (cases, n)
        assert figure.se > 0
        assert figure.lower < value < figure.upper
    assert "first__open__second" not in found, "the second leaves nobody open"


def test_the_difference_is_that_of_both_prevalences_among_the_persons_crossed():
    table = persons().with_columns(
        second=pl.when(pl.col("cluster") % 2 == 0).then(pl.col("first")).otherwise("second")
    )
    crossed = table.with_columns(
        second=pl.when(pl.col("second") == UNKNOWN).then(pl.lit(NO, pl.Int8)).otherwise("second")
    )
    common = pl.col("first").is_in([NO, YES]) & pl.col("second").is_in([NO, YES])
    crossed = crossed.with_columns(
        pl.when(common).then(pl.col(name)).alias(name) for name in ("first", "second")
    )
    outcomes = [
        Outcome("first", "first", coding="status"),
        Outcome("second", "second", coding="status"),
    ]
    figures = estimate_survey(crossed, outcomes, DESIGN).estimates
    contrast = Contrast(Side("first"), Side("second"))
    (expected,) = estimate_differences(crossed, outcomes, DESIGN, [contrast], figures).estimates
    got = cross_measures(table, FIRST, SECOND, DESIGN).difference
    assert got.value == pytest.approx(expected.value, rel=1e-12)
    assert got.se == pytest.approx(expected.se, rel=1e-9)
    independent = np.hypot(*(figure.se for figure in figures))
    assert got.se < 0.9 * independent, "the covariance counts"


def test_whoever_is_in_one_alone_is_told_by_the_rule_that_made_her_a_case():
    table = persons(rules=3)
    result = cross_measures(table, FIRST, SECOND, DESIGN)
    found = {e.name: e for e in result.estimates}
    alone = table.filter((pl.col("first") == YES) & pl.col("second").is_in([NO, UNKNOWN]))
    for rule in range(3):
        cases = alone.filter(pl.col("first__reason") == YES * 10_000 + 9_999 - rule).height
        assert found[f"first__not__second__by__rule_{rule}"].n_cases == cases
        assert result.figures[f"first__not__second__by__rule_{rule}"].rule == f"rule_{rule}"


def test_rules_add_up_to_the_share_alone_however_many_they_are():
    table = persons()
    result = cross_measures(table, FIRST, SECOND, DESIGN)
    found = {e.name: e for e in result.estimates}
    met = table.filter((pl.col("first") == YES) & pl.col("second").is_in([NO, UNKNOWN]))
    rules = met["first__reason"].n_unique()
    assert rules > 5
    for alone in ("first__not__second", "second__not__first"):
        parts = [name for name in found if name.startswith(f"{alone}__by__")]
        assert f"{alone}__by__{OTHER_RULES}" not in parts
        assert sum(found[name].n_cases for name in parts) == found[alone].n_cases
        assert sum(found[name].value for name in parts) == pytest.approx(found[alone].value)
        assert {found[name].n for name in parts} == {found[alone].n}
        assert all(found[name].n_cases for name in parts)
    told = [name for name in found if name.startswith("first__not__second__by__")]
    assert len(told) == rules


def test_rules_stand_in_the_order_of_their_definition_and_not_by_their_cases():
    found = cross_measures(persons(), FIRST, SECOND, DESIGN)
    told = {e.name: e.n_cases for e in found.estimates if "first__not__second__by__" in e.name}
    named = [name.rpartition("__by__")[2] for name in told]
    assert named == sorted(named, key=FIRST.rules.index)
    assert list(told.values()) != sorted(told.values(), reverse=True)


def test_a_measure_within_the_other_has_nobody_alone():
    table = persons().with_columns(
        second=pl.when(pl.col("first") == YES).then(pl.lit(YES, pl.Int8)).otherwise("second")
    )
    first = Compared("first", "first", "no")
    result = cross_measures(table, first, Compared("second", "second", "no"), DESIGN)
    found = {e.name: e for e in result.estimates}
    assert found["first__not__second"].value == 0.0
    assert result.difference.value == pytest.approx(-found["second__not__first"].value)
    assert result.difference.se == pytest.approx(found["second__not__first"].se, rel=1e-9)


def test_exchanging_the_two_exchanges_the_shares_alone():
    table = persons()
    one, other = (
        cross_measures(table, *pair, DESIGN) for pair in ((FIRST, SECOND), (SECOND, FIRST))
    )
    ahead, back = ({e.name: e for e in x.estimates} for x in (one, other))
    for name in ("first__not__second", "second__not__first", "second__open__first"):
        assert ahead[name].value == back[name].value
        assert ahead[name].se == pytest.approx(back[name].se, rel=1e-12)
    assert one.difference.value == pytest.approx(-other.difference.value)
    assert one.difference.se == pytest.approx(other.difference.se)


def test_persons_of_both_universes_are_named_by_their_group():
    group = {"age": "5-14"}
    result = cross_measures(persons(), FIRST, SECOND, DESIGN, group=group, labels={"age": "5-14"})
    assert all(e.group == group for e in result.estimates)
    assert result.difference.group == group
    assert result.difference.minus.group == group


def test_every_part_is_declared_to_be_among_the_cases_that_it_is_part_of():
    nested = cross_measures(persons(), FIRST, SECOND, DESIGN).nested
    assert ("first__and__second", "first") in nested
    assert ("first__and__second", "second") in nested
    assert ("first__not__second", "first") in nested
    assert ("first__not__second", "second") not in nested
    assert ("second__open__first", "second") in nested
    assert ("first__not__second__by__rule_1", "first__not__second") in nested


def test_a_measure_is_not_compared_with_itself():
    with pytest.raises(UsageError, match="compared with itself"):
        cross_measures(persons(), FIRST, FIRST, DESIGN)


def test_a_group_is_put_on_a_figure_and_on_what_is_taken_from_it():
    bare = Estimate("a", "difference", "taylor", minus=Minus("b", "proportion"))
    named = _of_group(bare, {"age": "1"}, {"age": "5-14"})
    assert (named.group, named.labels) == ({"age": "1"}, {"age": "5-14"})
    assert (named.minus.group, named.minus.labels) == ({"age": "1"}, {"age": "5-14"})
    unlabelled = _of_group(bare, {"age": "1"}, None)
    assert (unlabelled.labels, unlabelled.minus.labels) == ({}, {})
    alone = _of_group(replace(bare, minus=None), {"age": "1"}, {"age": "5-14"})
    assert (alone.labels, alone.minus) == ({"age": "5-14"}, None)
    for nobody in (None, {}):
        assert _of_group(bare, nobody, {"age": "5-14"}) is bare


def test_the_difference_is_named_by_the_shares_alone_whose_difference_it_is():
    found = cross_measures(persons(), FIRST, SECOND, DESIGN).difference
    assert (found.name, found.minus.name) == ("first__not__second", "second__not__first")
    back = cross_measures(persons(), SECOND, FIRST, DESIGN).difference
    assert (back.name, back.minus.name) == ("second__not__first", "first__not__second")
    bare = _named(Estimate("a", "difference", "taylor"), ("first", "second"))
    assert (bare.name, bare.minus) == ("first", None)


@pytest.mark.parametrize("rules", [1, 5, 6, 8])
def test_every_rule_is_told_by_itself(rules):
    found = cross_measures(persons(rules=rules), FIRST, SECOND, DESIGN).figures
    told = [one.rule for one in found.values() if one.part == "first-only" and one.rule]
    assert told == list(FIRST.rules[:rules])


def test_whoever_is_a_case_and_undetermined_elsewhere_is_counted_among_the_determined():
    """Of those of both universes whom the first determines; the others are unknown."""
    table = persons()
    found = {e.name: e for e in cross_measures(table, FIRST, SECOND, DESIGN).estimates}
    common = table.filter(pl.col("first").is_not_null() & pl.col("second").is_not_null())
    for one, other in (("second", "first"),):
        own = pl.when(pl.col(one) == UNKNOWN).then(NO).otherwise(one)  # counted as no
        figure = found[f"{one}__open__{other}"]
        cases = common.filter((own == YES) & (pl.col(other) == UNKNOWN))
        assert (figure.n, figure.n_cases) == (common.height, cases.height)
    free = {"unknown": "exclude"}
    second = Compared("second", "second", **free)
    both = {e.name: e for e in cross_measures(table, FIRST, second, DESIGN).estimates}
    for one, other in (("first", "second"), ("second", "first")):
        told = common.filter(pl.col(one) != UNKNOWN)
        figure = both[f"{one}__open__{other}"]
        assert figure.n == told.height
        assert figure.n_unknown == common.height - told.height
        assert (
            figure.n_cases == told.filter((pl.col(one) == YES) & (pl.col(other) == UNKNOWN)).height
        )
