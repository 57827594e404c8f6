"""What is asked of replicates: which kind to make, or which columns hold those that exist."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import UsageError

Kind = Literal["jk1", "jkn", "brr", "fay", "rao-wu", "preston"]
KINDS: tuple[str, ...] = get_args(Kind)
"""Replicates that can be made."""

Method = Literal["jk1", "jkn", "jk2", "brr", "fay", "bootstrap", "successive-difference", "other"]
METHODS: tuple[str, ...] = get_args(Method)
"""How replicates that exist were made; each says the scale but `other`."""

Spread = Literal["woodruff", "replicates"]
"""Where the error of a quantile comes from: the share of persons below it, or the quantiles of
the replicates (not for jackknives, where it is not consistent)."""

DEFAULT_N = 200
DEFAULT_RHO = 0.3
"""Of replicates that are made by Fay's method."""
_FEWEST = 2


@dataclass(frozen=True)
class MadeReplicates:
    """Replicates that are made from the design.

    Parameters
    ----------
    kind : str
        `jk1`, `jkn`, `brr`, `fay`, `rao-wu` or `preston`; see `docs/methods/replicates.md`.
    n : int or None
        Replicates of the two bootstraps; those of the others follow from the design.
    seed : int
        Of the bootstraps: equal seeds give equal replicates.
    rho : float or None
        Of Fay's method alone, from 0 to below 1; None is 0.3.
    mse : bool
        Whether squares are around the estimate; otherwise around the mean of the replicates.
    quantiles : str
        See `Spread`.
    """

    kind: Kind
    n: int | None = None
    seed: int = 1
    rho: float | None = None
    mse: bool = False
    quantiles: Spread = "woodruff"

    def __post_init__(self) -> None:
        """Refuse what cannot be made."""
        if self.kind not in KINDS:
            raise UsageError(
                f"there are no replicates {self.kind!r}",
                code="replicate-kind",
                hint=f"kinds: {', '.join(KINDS)}",
            )
        is_drawn = self.kind in ("rao-wu", "preston")
        if self.n is not None and not is_drawn:
            raise UsageError(
                f"the design says how many replicates {self.kind} has",
                code="replicate-number",
                hint="give a number of replicates with rao-wu or preston alone",
            )
        if self.n is not None and self.n < _FEWEST:
            raise UsageError(
                f"{self.n} replicates have no spread",
                code="replicate-number",
                hint="give 2 or more; 200 is usual",
            )
        _check_rho(self.rho, self.kind)

    @property
    def method(self) -> str:
        """What estimates say of their variance."""
        return self.kind


@dataclass(frozen=True)
class GivenReplicates:
    """Replicate weights that stand in columns of the table, one row per person.

    Parameters
    ----------
    columns : tuple of str
        One for each replicate.
    method : str
        How they were made, which says the scale; `other` takes it from `scale`.
    scale : float or None
        What the sum of squares is multiplied by; None as the method has it.
    rscales : tuple of float
        A factor for each replicate, or one for all; empty is 1 (`jkn` needs them).
    rho : float or None
        Of Fay's method alone, as the producer's documentation says.
    mse : bool
        Whether squares are around the estimate; otherwise around the mean of the replicates.
    combined : bool
        Whether the columns hold weights; otherwise factors of the sampling weight.
    quantiles : str
        See `Spread`.
    """

    columns: tuple[str, ...]
    method: Method
    scale: float | None = None
    rscales: tuple[float, ...] = ()
    rho: float | None = None
    mse: bool = False
    combined: bool = True
    quantiles: Spread = "woodruff"

    def __post_init__(self) -> None:
        """Refuse what says no variance."""
        if self.method not in METHODS:
            raise UsageError(
                f"there is no replicate method {self.method!r}",
                code="replicate-method",
                hint=f"methods: {', '.join(METHODS)}",
            )
        _check_rho(self.rho, self.method)
        self._check_columns()
        self._check_scales()
        if self.method == "other" and self.scale is None:
            raise _says_no_scale("other", "a scale")
        if self.method == "jkn" and not self.rscales and self.scale is None:
            raise _says_no_scale("jkn", "a factor (n - 1)/n for each replicate as rscales")
        if self.method == "fay" and self.rho is None and self.scale is None:
            raise _says_no_scale("fay", "rho, or a scale")

    def _check_columns(self) -> None:
        """Several columns, each once, and an rscale for each."""
        if len(self.columns) < _FEWEST:
            raise UsageError(
                f"{len(self.columns)} replicate column has no spread",
                code="replicate-number",
                hint="name all replicate columns of the file",
            )
        twice = [name for name, n in Counter(self.columns).items() if n > 1]
        if twice:
            raise UsageError(
                f"the replicate column {twice[0]} is named twice",
                code="replicate-columns",
                hint="name each replicate column of the file once",
            )
        if len(self.rscales) not in (0, 1, len(self.columns)):
            raise UsageError(
                f"{len(self.rscales)} rscales for {len(self.columns)} replicates",
                code="replicate-rscales",
                hint="give one for each replicate column, in their order, or one for all",
            )

    def _check_scales(self) -> None:
        """Scales that leave a spread."""
        for number in (*self.rscales, *(() if self.scale is None else (self.scale,))):
            if not (math.isfinite(number) and number >= 0.0):
                raise UsageError(
                    f"a scale of replicates must be 0 or more, not {number:g}",
                    code="replicate-scale",
                    hint="take it from the documentation of the survey",
                )
        if self.scale == 0.0 or (self.rscales and not any(self.rscales)):
            raise UsageError(
                "scales of 0 leave replicates no spread",
                code="replicate-scale",
                hint="take it from the documentation of the survey",
            )

    @property
    def n(self) -> int:
        """Replicates, R."""
        return len(self.columns)

    @property
    def scales(self) -> tuple[float, FloatArray]:
        """The scale and the rscales (R,) of the variance."""
        rscales = np.ones(self.n)
        rscales[:] = self.rscales or 1.0
        if self.scale is not None:
            return self.scale, rscales
        n, rho = float(self.n), self.rho or 0.0
        scale = {
            "jk1": (n - 1.0) / n,
            "jkn": 1.0,
            "jk2": 1.0,
            "brr": 1.0 / n,
            "fay": 1.0 / (n * (1.0 - rho) ** 2),
            "bootstrap": 1.0 / (n - 1.0),
            "successive-difference": 4.0 / n,
        }[self.method]
        return scale, rscales


Replicates = MadeReplicates | GivenReplicates


def _check_rho(rho: float | None, method: str) -> None:
    """A rho that can be one, of the method that has one; BRR is Fay's with 0.

    Other programs write Fay's method as an option of BRR. Without rho its errors would be too
    small, by 1 - rho.
    """
    if rho is None:
        return
    if not 0.0 <= rho < 1.0:
        raise UsageError(
            f"rho of Fay's method must lie from 0 to below 1, not be {rho:g}",
            code="replicate-rho",
            hint="0.3 and 0.5 are usual",
        )
    if method != "fay" and not (method == "brr" and rho == 0.0):
        raise UsageError(
            f"{method} has no rho",
            code="replicate-rho",
            hint="rho is of Fay's method: write fay if it made the weights, or leave rho out",
        )


def _says_no_scale(method: str, wanted: str) -> UsageError:
    return UsageError(
        f"replicates of method {method} need {wanted}",
        code="replicate-scale",
        hint="the documentation of the survey says it",
    )
