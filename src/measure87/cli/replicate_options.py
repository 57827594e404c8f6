"""Options on replicate weights: made from the design, or columns of the table."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, TypedDict

import click

from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.releases.codec import plain

if TYPE_CHECKING:
    from measure87.estimate.replicates import GivenReplicates, MadeReplicates, Replicates
    from measure87.estimate.replicates.settings import Kind, Method, Spread

_KINDS = ("jk1", "jkn", "brr", "fay", "rao-wu", "preston")
_METHODS = (
    "jk1", "jkn", "jk2", "brr", "fay", "bootstrap", "successive-difference", "other", "none",
)  # fmt: skip
_OF_COLUMNS = ("replicate_scale", "replicate_method", "replicate_rscales", "replicate_factors")
_OF_BOTH = ("replicate_rho", "replicate_mse", "replicate_quantiles")


class ReplicateOptions(TypedDict):
    """What the command line says of replicates; see the help of each option."""

    make_replicates: "Kind | None"
    replicates: int | None
    replicate_seed: int | None
    replicate_weight: str | None
    replicate_method: "Method | Literal['none'] | None"
    replicate_scale: float | None
    replicate_rscales: str | None
    replicate_rho: float | None
    replicate_mse: bool
    replicate_factors: bool
    replicate_quantiles: "Spread | None"


_OPTIONS = (
    click.option(
        "--make-replicates",
        metavar="KIND",
        type=click.Choice(_KINDS),
        help="Variances by replicates made from the design: jk1, jkn, brr, fay, rao-wu (bootstrap) "
        "or preston (bootstrap of all stages).",
    ),
    click.option(
        "--replicates", type=int, metavar="N", help="How many, of a bootstrap [default: 200]."
    ),
    click.option("--replicate-seed", type=int, metavar="N", help="Of a bootstrap [default: 1]."),
    click.option(
        "--replicate-weight",
        metavar="GLOB",
        help="Columns with replicate weights, as 'rw*'. Say with --replicate-method how they "
        "were made.",
    ),
    click.option(
        "--replicate-method",
        metavar="NAME",
        type=click.Choice(_METHODS),
        help="How the columns were made: jk1, jkn, jk2, brr, fay, bootstrap, "
        "successive-difference or other (with a scale). none leaves them out.",
    ),
    click.option(
        "--replicate-scale",
        type=float,
        metavar="S",
        help="What the sum of squares is multiplied by, where the method does not say it.",
    ),
    click.option(
        "--replicate-rscales",
        metavar="R[,R...]",
        help="A factor of each replicate, or one for all.",
    ),
    click.option("--replicate-rho", type=float, metavar="RHO", help="Of Fay's method."),
    click.option(
        "--replicate-mse",
        is_flag=True,
        help="Squares around the estimate, and not around the mean of the replicates.",
    ),
    click.option(
        "--replicate-factors",
        is_flag=True,
        help="The columns are factors of the sampling weight, and not weights.",
    ),
    click.option(
        "--replicate-quantiles",
        type=click.Choice(["woodruff", "replicates"]),
        help="Whether the error of a quantile comes from the share of persons below it "
        "[default], or from the quantiles of the replicates.",
    ),
)


def replicate_options[F: Callable[..., None]](command: F) -> F:
    """The options, for a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def replicates_of(options: ReplicateOptions, present: Sequence[str]) -> "Replicates | None":
    """The replicates that the options ask for, of a file with these columns; None if none are.

    Raises
    ------
    UsageError
        If options contradict each other, or the file has replicate weights and nobody says
        how they were made.
    """
    from measure87.estimate.replicates import ask_for_the_method, look_like_replicates

    method = options["replicate_method"]
    made, columns = options["make_replicates"], options["replicate_weight"]
    if made is not None and columns is not None:
        raise UsageError(
            "replicates are either made or read, and both are asked for",
            code="replicate-weight",
            hint="give --make-replicates or --replicate-weight",
        )
    if made is not None:
        return _made(made, options)
    _refuse(options, ("replicates", "replicate_seed"), "--make-replicates")
    if columns is not None and method != "none":
        if method is None and options["replicate_scale"] is None:
            raise ask_for_the_method(columns)
        return _given(columns, "other" if method is None else method, options, present)
    if columns is None:
        others = tuple(name for name in _OF_COLUMNS if name != "replicate_method")
        _refuse(options, (*others, *_OF_BOTH), "--replicate-weight or --make-replicates")
        if method not in (None, "none"):
            _refuse(options, ("replicate_method",), "--replicate-weight")
    if method is None and (pattern := look_like_replicates(present)) is not None:
        raise ask_for_the_method(pattern)
    return None


def _made(kind: "Kind", options: ReplicateOptions) -> "MadeReplicates":
    from measure87.estimate.replicates import MadeReplicates

    named = options["replicate_method"] != "none"
    of_columns = tuple(name for name in _OF_COLUMNS if named or name != "replicate_method")
    _refuse(options, of_columns, "--replicate-weight")
    return MadeReplicates(
        kind,
        options["replicates"],
        1 if options["replicate_seed"] is None else options["replicate_seed"],
        options["replicate_rho"],
        options["replicate_mse"],
        options["replicate_quantiles"] or "woodruff",
    )


def _given(
    pattern: str, method: "Method", options: ReplicateOptions, present: Sequence[str]
) -> "GivenReplicates":
    from measure87.estimate.replicates import GivenReplicates, chosen_columns

    return GivenReplicates(
        chosen_columns(pattern, present),
        method,
        options["replicate_scale"],
        _numbers(options["replicate_rscales"]),
        options["replicate_rho"],
        options["replicate_mse"],
        not options["replicate_factors"],
        options["replicate_quantiles"] or "woodruff",
    )


def _numbers(text: str | None) -> tuple[float, ...]:
    """The numbers of a list with commas."""
    try:
        return tuple(float(part) for part in (text or "").split(",") if part.strip())
    except ValueError as error:
        raise UsageError(
            "--replicate-rscales holds something that is no number",
            code="replicate-rscales",
            hint="write numbers with a point, and commas between them: 0.9,0.9,0.95",
        ) from error


def _refuse(options: ReplicateOptions, names: tuple[str, ...], needed: str) -> None:
    """Refuse options that say nothing without another."""
    given = plain(options)
    for name in names:
        if given[name] not in (None, False):
            raise UsageError(
                f"--{name.replace('_', '-')} says nothing without {needed}",
                code="replicate-weight",
                hint=f"give {needed}, or leave it out",
            )
