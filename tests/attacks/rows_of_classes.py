"""Attack: whose answers make an error what it is, where weights are benchmarked or repeated?

A benchmark leaves residuals: a class of it in which all are cases, or none is, adds nothing to the
error of a share. So the reader takes one set of each way to spread the cases over classes, makes
the error of each as the documentation says, from the population table and a public-use file, and
keeps the ways that a row does not rule out. Where in all of them everybody of a class is a case,
she knows of each of these.

Replicates stand in a public-use file. With them she makes the error of every set of persons, and
whoever is in all sets that fit is a case.
"""

from collections.abc import Iterator
from itertools import product
from math import comb

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import MOST_SETS, SAME, all_sets, in_each_release, off_by
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES

MOST_WAYS = 20_000
_AT_ONCE = 2_000


def rows_of_classes(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, as everybody of their class in a group is."""
    return in_each_release(evidence, _named_by_residuals)


def rows_of_replicates(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by the replicates of a public-use file."""
    return in_each_release(evidence, _named_by_replicates)


def _named_by_residuals(release: Release, public: Public) -> Iterator[Claim]:
    x = _auxiliaries(public)
    _, kind = np.unique(x, axis=0, return_inverse=True)
    for figure, inside in _open(release, public):
        names, sizes = np.unique(kind.ravel()[inside], return_counts=True)
        if np.prod(sizes + 1.0) > MOST_WAYS:
            continue
        ways = [
            way
            for way in product(*(range(size + 1) for size in sizes))
            if sum(way) == figure.n_cases
        ]
        places = [np.flatnonzero(kind.ravel()[inside] == name) for name in names]
        sets = np.array(
            [
                np.concatenate([of[:number] for of, number in zip(places, way, strict=True)])
                for way in ways
            ]
        )
        value, error = _by_residuals(sets, inside, public, x)
        left = np.array(ways)[_fits(value, error, figure)]
        for of, size, numbers in zip(places, sizes, left.T, strict=True):
            if len(numbers) and (numbers == size).all():
                for row in inside[of]:
                    yield Person(int(row), figure.name, YES, "all of her class, by the error")


def _named_by_replicates(release: Release, public: Public) -> Iterator[Claim]:
    for figure, inside in _open(release, public):
        size = figure.n_cases or 0
        if comb(len(inside), size) > MOST_SETS:
            continue
        sets = all_sets(len(inside), size)
        parts = np.array_split(sets, len(sets) // _AT_ONCE + 1)
        left = np.concatenate(
            [part[_fits(*_by_replicates(part, inside, public), figure)] for part in parts]
        )
        times = np.bincount(left.ravel(), minlength=len(inside))
        for row in inside[np.flatnonzero((times == len(left)) & (times > 0))]:
            yield Person(int(row), figure.name, YES, "all sets that fit, by replicates")


def _open(release: Release, public: Public) -> Iterator[tuple[Figure, np.ndarray]]:
    """Rows that are shown of some cases and some others, with who is in the group."""
    for figure in release.shares.values():
        inside = np.flatnonzero(public.inside(figure.group))
        is_open = not figure.is_hidden and figure.unknown == 0 and figure.n == len(inside)
        if is_open and 0 < (figure.n_cases or 0) < len(inside) and figure.se is not None:
            yield figure, inside


def _fits(value: np.ndarray, error: np.ndarray, figure: Figure) -> np.ndarray:
    fits = np.abs(value - figure.value) <= (figure.digits or 0.0) / 2 + SAME * value
    return fits & (np.abs(error - figure.se) <= off_by(figure) + SAME * error + 1e-12)


def _auxiliaries(public: Public) -> np.ndarray:
    """(n, p) a column for each class of each margin."""
    columns = []
    for margin in public.margins:
        codes = np.stack([public.columns[name].astype(str) for name in margin], axis=1)
        names, which = np.unique(codes, axis=0, return_inverse=True)
        columns.append(np.eye(len(names))[which.ravel()])
    return np.concatenate(columns, axis=1)


def _by_residuals(
    sets: np.ndarray, inside: np.ndarray, public: Public, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Share and error if each set were the cases, persons being drawn one by one."""
    weight, given = public.weight, public.given
    assert given is not None
    n, size = len(weight), weight[inside].sum()
    values, errors = np.zeros(len(sets)), np.zeros(len(sets))
    inverse = np.linalg.pinv(x.T @ (x * given[:, None]))
    for m, own in enumerate(sets):
        u = np.zeros(n)
        values[m] = weight[inside[own]].sum() / size
        u[inside] = -values[m] / size
        u[inside[own]] += 1 / size
        z = weight * (u - x @ (inverse @ (x.T @ (given * u))))
        errors[m] = np.sqrt(n / (n - 1) * ((z - z.mean()) ** 2).sum())
    return values, errors


def _by_replicates(
    sets: np.ndarray, inside: np.ndarray, public: Public
) -> tuple[np.ndarray, np.ndarray]:
    """Share and error by bootstrap replicates if each set were the cases."""
    assert public.replicates is not None
    weight, repeated = public.weight[inside], public.replicates[inside]
    shares = repeated[sets].sum(axis=1) / repeated.sum(axis=0)
    apart = shares - shares.mean(axis=1, keepdims=True)
    error = np.sqrt((apart**2).sum(axis=1) / (shares.shape[1] - 1))
    return weight[sets].sum(axis=1) / weight.sum(), error
