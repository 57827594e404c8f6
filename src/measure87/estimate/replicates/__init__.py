"""Replicate weights: made for a sample, or supplied by whoever drew it."""

from measure87.estimate.replicates.naming import (
    ask_for_the_method,
    chosen_columns,
    look_like_replicates,
)
from measure87.estimate.replicates.settings import (
    KINDS,
    METHODS,
    GivenReplicates,
    MadeReplicates,
    Replicates,
)

__all__ = [
    "KINDS",
    "METHODS",
    "GivenReplicates",
    "MadeReplicates",
    "Replicates",
    "ask_for_the_method",
    "chosen_columns",
    "look_like_replicates",
]
