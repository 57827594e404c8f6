"""Replicate weights: made for a sample, or supplied by whoever drew it."""

from typing import TYPE_CHECKING

from measure87.vocabulary.names_when_used import names_when_used

if TYPE_CHECKING:
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

_HOMES = {
    "GivenReplicates": "settings",
    "KINDS": "settings",
    "METHODS": "settings",
    "MadeReplicates": "settings",
    "Replicates": "settings",
    "ask_for_the_method": "naming",
    "chosen_columns": "naming",
    "look_like_replicates": "naming",
}
"""Public name to the module that has it."""

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

__getattr__ = names_when_used(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*__all__, *globals()})
