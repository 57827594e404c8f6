"""How many persons are on no list, from the overlap of several lists."""

from measure87.estimate.multiple_lists.bayesian.bayes_threshold import bayes_threshold
from measure87.estimate.multiple_lists.bayesian.decomposable import decomposable
from measure87.estimate.multiple_lists.bayesian.latent_class import latent_class
from measure87.estimate.multiple_lists.bayesian.not_converged import NotConvergedError
from measure87.estimate.multiple_lists.capture.inputs import (
    capture_table_from,
    capture_tables_from,
    persons_from,
)
from measure87.estimate.multiple_lists.capture.persons_on_lists import PersonsOnLists
from measure87.estimate.multiple_lists.capture.pooling import pool_sizes, pool_tables
from measure87.estimate.multiple_lists.capture.strata import StratifiedSize, estimate_by_stratum
from measure87.estimate.multiple_lists.capture.suppressed_cells import with_suppressed_cells
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.catchability.chao import chao
from measure87.estimate.multiple_lists.catchability.chapman import chapman
from measure87.estimate.multiple_lists.catchability.heterogeneity import heterogeneity
from measure87.estimate.multiple_lists.catchability.sample_coverage import sample_coverage
from measure87.estimate.multiple_lists.covariates.doubly_robust import doubly_robust
from measure87.estimate.multiple_lists.loglinear.bic import bic
from measure87.estimate.multiple_lists.loglinear.forward_path import stepwise_path
from measure87.estimate.multiple_lists.loglinear.independence import independence
from measure87.estimate.multiple_lists.loglinear.stepwise import stepwise
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)

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
