"""Results of list studies made of invented capture tables, before and after the gate."""

from itertools import product

import numpy as np

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.lists import release_lists
from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.estimate.multiple_lists.result import result_of
from measure87.estimate.multiple_lists.side_by_side import estimate_lists
from measure87.vocabulary.provenance import Provenance

COUNTED = PopulationCounted(
    "invented persons in forced labour", "Inventia", "1 January to 31 December 2025",
    "potential, referred", "invented: nobody comes or goes",
)  # fmt: skip
FAST = ("independence", "stepwise", "chao", "heterogeneity", "decomposable")


def table_of(lists, cells, apart=()):
    """A table from a mapping of names joined by + to persons."""
    rows = [[name in key.split("+") for name in lists] for key in cells]
    return CaptureTable.from_histories(lists, rows, list(cells.values()), apart=apart)


def random_table(seed, n_lists, size, chances=(0.05, 0.3), apart=()):
    """Persons on lists by chance, some easier to find than others."""
    rng = np.random.default_rng(seed)
    chance = rng.uniform(*chances, size=n_lists)
    shift = rng.normal(0, 0.8, size=(size, 1))
    on = rng.random((size, n_lists)) < 1 / (1 + np.exp(-(np.log(chance / (1 - chance)) + shift)))
    for i, j in apart:
        on[:, j] &= ~on[:, i]
    seen = on[on.any(axis=1)]
    names = [f"List {letter}" for letter in "ABCDEFGH"[:n_lists]]
    pairs = [(names[i], names[j]) for i, j in apart]
    return CaptureTable.from_histories(names, seen, np.ones(len(seen)), apart=pairs)


def unreleased(tables, methods=FAST, **options):
    """The result of `estimate lists` on a table, or on one for each stratum."""
    strata = tables if isinstance(tables, dict) else {"": tables}
    study = ListStudy(COUNTED, {name: [table] for name, table in strata.items()})
    settings = MethodOptions(replicates=100, **options)
    found = estimate_lists(study, methods, settings)
    return result_of(found, "run", Provenance(inputs={"lists.csv": "sha256:00"}, seed=87))


def released(tables, methods=FAST, **rules):
    """The same behind the gate, its cells not rounded: what the gate does by itself."""
    return release_lists(unreleased(tables, methods), DisclosureRules(**rules))


def histories(n_lists):
    """All 0/1 rows but the empty one, in the order of the table's cells."""
    rows = [row[::-1] for row in product((0, 1), repeat=n_lists)]
    return np.array(rows[1:], dtype=float)
