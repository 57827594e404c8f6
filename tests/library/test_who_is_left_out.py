"""Whoever is in no figure is counted beside it: unknown answers, no class, no group."""

import numpy as np
import polars as pl
import pytest

import measure87 as m
from measure87.vocabulary.errors import UsageError

STANDARD = pl.DataFrame({"sex": [1, 2], "persons": [50, 50]})


def persons():
    """Invented, with every tenth answer, sex or number missing at other places."""
    rng = np.random.default_rng(7)
    n = 200
    words = np.array(["no", "unknown", "yes"])
    return pl.DataFrame(
        {
            "work": pl.Series(words[rng.choice(3, n, p=[0.6, 0.1, 0.3])]).cast(
                pl.Enum(["no", "unknown", "yes"])
            ),
            "hours": [None if rng.random() < 0.1 else float(rng.integers(1, 40)) for _ in range(n)],
            "wage": [None if rng.random() < 0.1 else float(rng.integers(1, 99)) for _ in range(n)],
            "sex": [None if rng.random() < 0.1 else 1 + i % 2 for i in range(n)],
            "area": [1 + i % 3 for i in range(n)],
            "w": [0.0 if i % 17 == 0 else 100.0 + i % 5 for i in range(n)],
            "psu": [i // 10 for i in range(n)],
        }
    )


def weighing():
    return persons().filter(pl.col("w") > 0)


def survey():
    return m.Survey(persons(), "w", clusters="psu")


def told(found, code):
    return [one.text for one in found.warnings if one.code == code]


def test_a_variance_and_a_correlation_say_how_many_lack_a_number():
    rows = weighing()
    found = survey().variance("hours").only
    assert found.n_unknown == rows["hours"].null_count() > 0
    assert found.n + found.n_unknown == rows.height
    either = rows.filter(pl.col("hours").is_null() | pl.col("wage").is_null())
    assert survey().correlation("hours", "wage").only.n_unknown == either.height
    for one in survey().variance("hours", by="area"):
        here = rows.filter(pl.col("area") == int(one.group["area"]))
        assert one.n_unknown == here["hours"].null_count()


def test_a_standardised_rate_says_who_is_unknown_and_who_is_in_no_class():
    found = survey().standardised("work", STANDARD)
    rows = weighing()
    known = rows.filter(pl.col("work") != "unknown")
    assert found.only.n_unknown == rows.height - known.height > 0
    outside = known["sex"].null_count()
    assert told(found, "outside-standard") == [
        f"work: {outside} persons with an answer are in no class of the standard population "
        "that has persons, and are left out"
    ]


def test_a_standard_that_lacks_a_class_of_the_sample_says_so():
    """Without a word the figure was of those of the other class."""
    frame = persons().with_columns(pl.col("sex").fill_null(1))
    found = m.Survey(frame, "w", clusters="psu").standardised("work", STANDARD.head(1))
    rows = frame.filter((pl.col("w") > 0) & (pl.col("work") != "unknown"))
    assert found.only.n == rows.filter(pl.col("sex") == 1).height
    [text] = told(found, "outside-standard")
    assert text.startswith(f"work: {rows.filter(pl.col('sex') == 2).height} persons")
    whole = m.Survey(frame, "w", clusters="psu").standardised("work", STANDARD)
    assert not told(whole, "outside-standard")


def test_a_contrast_says_who_is_unknown_and_who_is_in_no_group():
    found = survey().contrast("work", "sex")
    rows = weighing()
    unknown = rows.filter((pl.col("work") == "unknown") & pl.col("sex").is_not_null()).height
    assert told(found, "unknown-left-out") == [
        f"work: {unknown} persons with an unknown answer are left out"
    ]
    apart = rows["sex"].null_count()
    assert told(found, "missing-terms") == [
        f"sex: {apart} persons of whom it is missing are left out"
    ]
    numbers = survey().contrast("hours", "area", statistic="mean")
    assert told(numbers, "missing-numbers")
    assert not told(numbers, "unknown-left-out")


@pytest.mark.parametrize("standard", [pl.DataFrame({"persons": [5]}), pl.DataFrame(
    {"year": [2015, 2020], "persons": [1, 1]})])  # fmt: skip
def test_a_population_without_classes_says_what_to_write(standard):
    """`year` says when the numbers are of, and is no class: there was an error of polars."""
    for ask in (lambda: survey().standardised("work", standard),
                lambda: survey().benchmarked(standard)):  # fmt: skip
        with pytest.raises(UsageError, match="no column of classes"):
            ask()
