"""How many persons are on no list, from the overlap of several lists."""

from measure87.estimate.multiple_lists.bayes_threshold import bayes_threshold
from measure87.estimate.multiple_lists.bic import bic
from measure87.estimate.multiple_lists.capture_table import CaptureTable
from measure87.estimate.multiple_lists.chao import chao
from measure87.estimate.multiple_lists.chapman import chapman
from measure87.estimate.multiple_lists.decomposable import decomposable
from measure87.estimate.multiple_lists.doubly_robust import doubly_robust
from measure87.estimate.multiple_lists.forward_path import stepwise_path
from measure87.estimate.multiple_lists.heterogeneity import heterogeneity
from measure87.estimate.multiple_lists.independence import independence
from measure87.estimate.multiple_lists.inputs import (
    capture_table_from,
    capture_tables_from,
    persons_from,
)
from measure87.estimate.multiple_lists.latent_class import latent_class
from measure87.estimate.multiple_lists.not_converged import NotConvergedError
from measure87.estimate.multiple_lists.persons_on_lists import PersonsOnLists
from measure87.estimate.multiple_lists.pooling import pool_sizes, pool_tables
from measure87.estimate.multiple_lists.sample_coverage import sample_coverage
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)
from measure87.estimate.multiple_lists.stepwise import stepwise
from measure87.estimate.multiple_lists.strata import StratifiedSize, estimate_by_stratum
from measure87.estimate.multiple_lists.suppressed_cells import with_suppressed_cells

__all__ = [
    "CaptureTable",
    "MonteCarloError",
    "NotConvergedError",
    "NotEstimableError",
    "PersonsOnLists",
    "SizeEstimate",
    "StratifiedSize",
    "bayes_threshold",
    "bic",
    "capture_table_from",
    "capture_tables_from",
    "chao",
    "chapman",
    "decomposable",
    "doubly_robust",
    "estimate_by_stratum",
    "heterogeneity",
    "independence",
    "latent_class",
    "persons_from",
    "pool_sizes",
    "pool_tables",
    "sample_coverage",
    "stepwise",
    "stepwise_path",
    "with_suppressed_cells",
]
