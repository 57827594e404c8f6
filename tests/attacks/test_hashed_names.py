"""What names an attack finds in hashed lists without their key: of old nearly all, now none.

Her best guess without any file is the commonest name for everybody; what she finds beyond that she
has from the file.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.attacks.hashed_names import names_found, seen
from tests.attacks.hashing import hashed_by_name, hashed_now
from tests.attacks.name_lists import named_people

RECORDS = 1_200
KEY, OWN_KEY = bytes(range(32)), bytes(range(32, 64))
WAYS = (
    (("names",), "names_bits"),
    (("names_key",), "names_bits"),
    (("given_dated",), "given_bits"),
    (("names", "names_key", "given_dated", "given_key_dated"), "names_bits"),
)
"""Columns whose hashes make records one class, and the filter by which classes are compared."""
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "linkage-impact-assessment.md"


@dataclass(frozen=True)
class Shares:
    """Shares of the records whose given name was guessed."""

    blind: float
    by_name: float
    now: float


def shares(seed: int, records: int = RECORDS) -> Shares:
    """Attack a list of other persons with names of the same population as hers."""
    rng = np.random.default_rng(seed)
    people = named_people(rng)
    raw, known = people.drawn(records, rng), people.drawn(2 * records, rng)
    truth, names = (frame["given_name"].to_numpy() for frame in (raw, known))
    values, counts = np.unique(names, return_counts=True)

    def found(hashed, columns, bits):
        files = [
            seen([frame[name] for name in columns], frame[bits])
            for frame in (hashed(raw, KEY), hashed(known, OWN_KEY))
        ]
        return float(np.mean(names_found(*files, names) == truth))

    return Shares(
        float(np.mean(truth == values[counts.argmax()])),
        found(hashed_by_name, ["given"], "given_bloom"),
        max(found(hashed_now, columns, bits) for columns, bits in WAYS),
    )


@pytest.mark.slow
def test_a_name_hashed_by_itself_is_found_and_hashed_in_company_is_not():
    got = shares(seed=1, records=800)
    assert got.by_name > got.blind + 0.3
    # A standard error of a share of 0.09 of 800 records is 0.010.
    assert got.now < got.blind + 0.03
    # Of one population and 800 records shares lie further from what ten of 1,200 have.
    assert said_of_them()[:2] == pytest.approx(means([got])[:2], abs=4)


def means(got):
    """Names found now, by the commonest alone, and hashed by themselves, in percent."""
    return [
        100 * np.mean([getattr(one, name) for one in got]) for name in ("now", "blind", "by_name")
    ]


def said_of_them():
    """The same numbers as the page on the impact of linkage says them."""
    said = re.search(
        r"found the given names of (\d+) % of the records, .* would also name (\d+) %"
        r".* it was (\d+) %",
        " ".join(PAGE.read_text("utf-8").split()),
    )
    assert said is not None
    return [int(number) for number in said.groups()]


@pytest.mark.proof
def test_of_three_populations_no_more_names_are_found_than_the_impact_assessment_says():
    got = [shares(seed) for seed in range(3)]
    assert all(one.by_name > one.blind + 0.3 for one in got)
    assert all(one.now < one.blind + 0.03 for one in got)
    # A standard error of a share of 0.09 of 3,600 records is half a point, and rounding as much.
    assert said_of_them()[:2] == pytest.approx(means(got)[:2], abs=2)


@pytest.mark.proof
def test_of_ten_populations_as_many_names_are_found_as_the_impact_assessment_says():
    got = [shares(seed) for seed in range(10)]
    assert sum(one.by_name > one.blind + 0.3 for one in got) >= 9
    assert all(one.now < one.blind + 0.03 for one in got)
    assert said_of_them() == pytest.approx(means(got), abs=1)
