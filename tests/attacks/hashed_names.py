"""Attack on hashed lists without their key: by how often hashes come, and how alike they are.

She knows how common names are: she draws persons with the same names and hashes them with the
public program under a key of her own. How often a hash comes, and how alike two filters are, does
not hang on the key. So she lays the classes of like records of the one file beside those of the
other, first by their sizes and the likeness within, then by how alike they are to classes that she
has laid beside one another before, and reads off the names. Records that she cannot lay beside any
get the commonest name.

After Christen, Ranbaduge, Vatsalan & Schnell (2018), frequency and pattern attacks, and Vidanage,
Christen, Ranbaduge & Schnell (2020), graph matching (both unseen); the algorithm is our own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

MOST_CLASSES = 150
"""Classes that are laid beside one another, the largest of each file."""
_ROUNDS = 25


@dataclass(frozen=True)
class HashedFile:
    """What somebody sees of a file of hashes: a class for each record, and its bits.

    Attributes
    ----------
    label : (n,) int, -1 for a record without a class
    bits : (n, b) float, -1 or 1; 0 where a record has no filter
    """

    label: np.ndarray
    bits: np.ndarray


def seen(hashes: Sequence[Sequence[str | None]], filters: Sequence[str | None]) -> HashedFile:
    """Classes of records that share a hash of any of some columns, and the bits of one."""
    n = len(filters)
    ends: list[tuple[int, int]] = []
    has = np.zeros(n, dtype=bool)
    for column in hashes:
        first: dict[str, int] = {}
        for row, value in enumerate(column):
            if value is not None:
                has[row] = True
                ends.append((first.setdefault(value, row), row))
    left, right = np.array(ends).reshape(-1, 2).T
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(n, n))
    label = connected_components(graph, directed=False)[1]
    width = max((4 * (len(text) - 1) for text in filters if text), default=1)
    bits = np.zeros((n, width))
    for row, text in enumerate(filters):
        if text:
            digits = f"{int(text[1:], 16):0{width}b}"
            bits[row] = np.frombuffer(digits.encode(), dtype=np.uint8) * 2.0 - 97.0
    return HashedFile(np.where(has, label, -1), bits)


def names_found(target: HashedFile, known: HashedFile, names: np.ndarray) -> np.ndarray:
    """A name for each record of the target; `names` are those of the records that she knows."""
    values, counts = np.unique(names, return_counts=True)
    guess = np.full(len(target.label), values[counts.argmax()], dtype=object)
    own, of_own = _largest(target)
    other, of_other = _largest(known)
    for place, partner in enumerate(_laid_beside(own, of_own, other, of_other)):
        if partner >= 0:
            same = names[known.label == other[partner]]
            value, count = np.unique(same, return_counts=True)
            guess[target.label == own[place]] = value[count.argmax()]
    return guess


def _largest(file: HashedFile) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """The largest classes; their shares of the records, and how alike they are on average."""
    label, count = np.unique(file.label[file.label >= 0], return_counts=True)
    order = np.argsort(-count, kind="stable")[:MOST_CLASSES]
    middle = np.stack([file.bits[file.label == one].mean(axis=0) for one in label[order]])
    return label[order], (count[order] / len(file.label), middle @ middle.T / middle.shape[1])


def _laid_beside(
    own: np.ndarray,
    of_own: tuple[np.ndarray, np.ndarray],
    other: np.ndarray,
    of_other: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """For each class of the one file its partner in the other, or -1."""
    (share, like), (share_other, like_other) = of_own, of_other
    by_size = np.abs(np.log(share)[:, None] - np.log(share_other)[None, :])
    within = np.abs(np.diag(like)[:, None] - np.diag(like_other)[None, :])
    nearest = cdist(_profile(like), _profile(like_other), "cityblock")
    first = by_size + 4.0 * within + 4.0 * nearest
    pairs = linear_sum_assignment(first)
    for step in range(_ROUNDS):
        weight = np.sqrt(share[pairs[0]] * share_other[pairs[1]])
        weight = weight / weight.sum()
        apart = cdist(like[:, pairs[0]] * weight, like_other[:, pairs[1]] * weight, "cityblock")
        before = pairs
        pairs = linear_sum_assignment(apart * (10.0 + 10.0 * step) + 0.2 * first)
        if np.array_equal(before[1], pairs[1]):
            break
    found = np.full(len(own), -1)
    found[pairs[0]] = pairs[1]
    return found


def _profile(like: np.ndarray) -> np.ndarray:
    """The five classes most alike to each, by how alike they are."""
    others = like - np.diag(np.diag(like) + 9.0)
    return -np.sort(-others, axis=1)[:, :5]
