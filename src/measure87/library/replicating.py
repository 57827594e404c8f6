"""What a survey's replicates are, from the arguments of `Survey.replicates`."""

from collections.abc import Sequence
from typing import Any

from measure87.estimate.replicates import (
    GivenReplicates,
    MadeReplicates,
    ask_for_the_method,
    chosen_columns,
    look_like_replicates,
)
from measure87.estimate.replicates.settings import Kind, Method
from measure87.library.options import number, whole
from measure87.vocabulary.errors import UsageError


def pattern_or_names(columns: str | Sequence[str], present: Sequence[str]) -> tuple[str, ...]:
    """The columns of a pattern, or those that are named."""
    return chosen_columns(columns, present) if isinstance(columns, str) else tuple(columns)


def made_replicates(
    kind: Kind | None,
    n: int | None,
    seed: int,
    rho: float | None,
    mse: bool,
    of_columns: tuple[Any, ...],
) -> MadeReplicates:
    """Replicates that are made; `of_columns` are arguments that say nothing without columns."""
    if kind is None or any(value is not None for value in of_columns):
        raise UsageError(
            "replicates are either made, of a kind, or in columns that were made by a method",
            code="replicate-kind",
            hint='write replicates("rao-wu"), or replicates(columns="rw*", method="bootstrap")',
        )
    if n is not None:
        whole("n", n, 200)
    whole("seed", seed, 1)
    if rho is not None:
        number("rho", rho)
    return MadeReplicates(kind, n, seed, rho, mse)


def given_replicates(
    columns: tuple[str, ...],
    method: Method | None,
    scale: float | None,
    rscales: tuple[float, ...],
    rho: float | None,
    mse: bool,
    factors: bool,
    of_made: object,
) -> GivenReplicates:
    """Replicates that stand in columns; `of_made` is what says nothing of columns."""
    if of_made is not None:
        raise UsageError(
            "replicates are either made, of a kind, or in columns that were made by a method",
            code="replicate-kind",
            hint='write replicates("rao-wu"), or replicates(columns="rw*", method="bootstrap")',
        )
    for argument, given in (("scale", scale), ("rho", rho)):
        if given is not None:
            number(argument, given)
    if method is None and scale is None:
        raise _asked(ask_for_the_method(", ".join(columns[:1])))
    return GivenReplicates(columns, method or "other", scale, rscales, rho, mse, not factors)


def refuse_unasked(present: Sequence[str]) -> None:
    """Ask for the method of replicate weights that a frame has and nobody speaks of."""
    if (pattern := look_like_replicates(present)) is not None:
        raise _asked(ask_for_the_method(pattern))


def _asked(error: UsageError) -> UsageError:
    error.hint = (
        'write survey.replicates(columns="rw*", method="bootstrap"), with the method that the '
        "survey's documentation says; or leave the columns out of the frame"
    )
    return error
