"""All decomposable (chordal) graphs on a few labelled vertices, with cliques and separators.

A graph is a whole number whose bit b says whether the pair `pairs(k)[b]` is joined. It is
decomposable if vertices can be removed one after the other, each with neighbours that are all
joined (a perfect elimination order); a vertex with its remaining neighbours then gives a clique
or a part of one, the neighbours alone a separator or a part of one, and parts cancel.

Sources: Lauritzen (1996), Graphical Models, ch. 2 (unseen); numbers of labelled chordal graphs:
On-Line Encyclopedia of Integer Sequences, A058862.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numba
import numpy as np

from measure87.numerics.arrays import Int16Array, IntArray

MOST_VERTICES = 7


@dataclass(frozen=True)
class DecomposableGraphs:
    """Graphs on k vertices and the sets of vertices their distributions factorise over.

    Attributes
    ----------
    vertices : int
        k.
    codes : (g,) int64
        Each graph as a set of joined pairs.
    cliques, separators : (g, k) int16
        Sets of vertices as bitmasks; their quotient is the density. Entries from `terms` on
        mean nothing. The empty set stands where parts of a graph are not connected.
    terms : (g,) int16
        Number of cliques, which is the number of separators with the empty ones counted.
    """

    vertices: int
    codes: IntArray
    cliques: Int16Array
    separators: Int16Array
    terms: Int16Array

    def edges(self, graph: int) -> list[tuple[int, int]]:
        """Joined pairs of one graph."""
        code = int(self.codes[graph])
        return [pair for b, pair in enumerate(pairs(self.vertices)) if code >> b & 1]

    def containing(self, joined: frozenset[tuple[int, int]]) -> "DecomposableGraphs":
        """The graphs in which these pairs are joined."""
        needed = sum(1 << b for b, pair in enumerate(pairs(self.vertices)) if pair in joined)
        kept = (self.codes & needed) == needed
        return DecomposableGraphs(
            self.vertices,
            self.codes[kept],
            self.cliques[kept],
            self.separators[kept],
            self.terms[kept],
        )


def pairs(vertices: int) -> list[tuple[int, int]]:
    """Pairs of vertices in the order of the bits of a code."""
    return list(combinations(range(vertices), 2))


@cache
def decomposable_graphs(vertices: int) -> DecomposableGraphs:
    """All decomposable graphs on up to 7 labelled vertices, by trying every graph.

    Raises
    ------
    ValueError
        For more vertices: there are 30,888,596 such graphs on 8.
    """
    if not 1 <= vertices <= MOST_VERTICES:
        raise ValueError(f"{vertices} vertices; 1 to {MOST_VERTICES} can be enumerated")
    ends = np.array(pairs(vertices), dtype=np.int64).reshape(-1, 2)
    graphs = 1 << len(ends)
    cliques = np.zeros((graphs, vertices), dtype=np.int16)
    separators = np.zeros((graphs, vertices), dtype=np.int16)
    terms = np.zeros(graphs, dtype=np.int16)
    _factorise_all(ends, vertices, cliques, separators, terms)
    codes = np.flatnonzero(terms)
    return DecomposableGraphs(vertices, codes, cliques[codes], separators[codes], terms[codes])


@numba.njit(cache=True)
def _factorise_all(ends, vertices, cliques, separators, terms):  # type: ignore[no-untyped-def]
    """Fill the factors of every graph; terms stay 0 where a graph is not decomposable."""
    joined = np.zeros(vertices, dtype=np.int64)
    for code in range(len(terms)):
        joined[:] = 0
        for b in range(len(ends)):
            if code >> b & 1:
                joined[ends[b, 0]] |= 1 << ends[b, 1]
                joined[ends[b, 1]] |= 1 << ends[b, 0]
        if _eliminate(joined, vertices, cliques[code], separators[code]):
            terms[code] = _cancel(cliques[code], separators[code], vertices)


@numba.njit(cache=True)
def _eliminate(joined, vertices, families, parents):  # type: ignore[no-untyped-def]
    """Remove simplicial vertices while there are any; whether all could be removed."""
    left = (1 << vertices) - 1
    for step in range(vertices):
        found = False
        for v in range(vertices):
            if not left >> v & 1:
                continue
            around = joined[v] & left
            complete = True
            for u in range(vertices):
                if around >> u & 1 and (joined[u] | 1 << u) & around != around:
                    complete = False
                    break
            if complete:
                families[step] = around | 1 << v
                parents[step] = around
                left &= ~(1 << v)
                found = True
                break
        if not found:
            return False
    return True


@numba.njit(cache=True)
def _cancel(families, parents, n):  # type: ignore[no-untyped-def]
    """Drop pairs of equal sets from both sides; the number that stays."""
    i = 0
    while i < n:
        match = -1
        for j in range(n):
            if families[i] == parents[j]:
                match = j
                break
        if match < 0:
            i += 1
        else:
            n -= 1
            families[i] = families[n]
            parents[match] = parents[n]
    return n
