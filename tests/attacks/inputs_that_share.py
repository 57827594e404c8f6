"""Attack: of those who are in one of two inputs alone, whose statuses fit the figures of both?

The reader knows who is in either input (whose interview was late, whose answers somebody else
gave), and that two readings of a definition count the same where every question was answered. So
the two inputs are to her as two releases are, and she goes through all ways in which those who are
in one alone could have answered.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tests.attacks.claims import Claim
from tests.attacks.evidence import Evidence
from tests.attacks.reading import Release
from tests.attacks.rows_of_leavers import rows_of_leavers, ways_left
from tests.attacks.truth import Group

_READING = "_strict"
FEW = 3
"""Numbers of persons below this are kept back."""


def inputs_that_share(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, of those who are in one input alone."""
    return rows_of_leavers(as_two_releases(evidence))


def numbers_of_few(evidence: Evidence) -> Iterator[tuple[Group, int, int]]:
    """Groups of those who are in one alone, how many they are, and how many are cases.

    Of which one or two are cases, or all but one or two are, or all, by all ways that fit.
    """
    if evidence.public is None:
        return
    two = as_two_releases(evidence)
    groups = {group for _, group in evidence.releases[0].shares}
    for _, ways in ways_left(two):
        for group in groups:
            inside = evidence.public.inside(group)[list(evidence.left)]
            numbers = ways[:, inside].sum(axis=1)
            persons = int(inside.sum())
            cases, others = int(numbers[0]), persons - int(numbers[0])
            if len(np.unique(numbers)) == 1 and cases > 0 and (cases < FEW or others < FEW):
                yield group, persons, cases


def as_two_releases(evidence: Evidence) -> Evidence:
    """The figures of either reading as those of a release, under one name."""
    (release,) = evidence.releases
    plain = [one for one in release.figures if not one.name.endswith(_READING)]
    read_otherwise = [
        replace(one, name=one.name.removesuffix(_READING))
        for one in release.figures
        if one.name.endswith(_READING)
    ]
    return replace(evidence, releases=(Release(tuple(plain)), Release(tuple(read_otherwise))))
