from itertools import combinations

import numpy as np
import pytest

from measure87.estimate.multiple_lists.kernels.decomposable_graphs import decomposable_graphs

# Reference: On-Line Encyclopedia of Integer Sequences, A058862, labelled chordal graphs.
LABELLED_CHORDAL = {1: 1, 2: 2, 3: 8, 4: 61, 5: 822, 6: 18154, 7: 617675}


@pytest.mark.parametrize(("vertices", "number"), LABELLED_CHORDAL.items())
def test_there_are_as_many_graphs_as_labelled_chordal_graphs(vertices, number):
    graphs = decomposable_graphs(vertices)
    assert len(graphs.codes) == len(np.unique(graphs.codes)) == number


def maximal_cliques(k, edges):
    joined = {frozenset(edge) for edge in edges}
    complete = [
        set(members)
        for size in range(1, k + 1)
        for members in combinations(range(k), size)
        if all(frozenset(pair) in joined for pair in combinations(members, 2))
    ]
    return [one for one in complete if not any(one < other for other in complete)]


@pytest.mark.parametrize("k", [3, 4, 5])
def test_the_factors_are_the_maximal_cliques_and_one_separator_less(k):
    graphs = decomposable_graphs(k)
    for g in range(len(graphs.codes)):
        n = graphs.terms[g]
        found = sorted(graphs.cliques[g, :n].tolist())
        wanted = maximal_cliques(k, graphs.edges(g))
        assert found == sorted(sum(1 << v for v in clique) for clique in wanted)
        # As many empty separators as unconnected parts: each vertex counts once.
        inside = [int(s).bit_count() for s in graphs.cliques[g, :n]]
        between = [int(s).bit_count() for s in graphs.separators[g, :n]]
        assert sum(inside) - sum(between) == k


def test_a_cycle_of_four_is_not_decomposable():
    graphs = decomposable_graphs(4)
    cycle = [(0, 1), (1, 2), (2, 3), (0, 3)]
    all_edges = [set(graphs.edges(g)) for g in range(len(graphs.codes))]
    assert set(cycle) not in all_edges
    assert {*cycle, (0, 2)} in all_edges


def test_graphs_can_be_asked_to_join_a_pair():
    graphs = decomposable_graphs(4).containing(frozenset({(1, 3)}))
    every = decomposable_graphs(4)
    assert len(graphs.codes) == sum((1, 3) in every.edges(g) for g in range(61))
    assert all((1, 3) in graphs.edges(g) for g in range(len(graphs.codes)))


def test_eight_vertices_are_refused():
    with pytest.raises(ValueError, match="8 vertices"):
        decomposable_graphs(8)
