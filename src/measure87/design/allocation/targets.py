"""What precision is asked, as constraints sum_h a_h / n_h <= 1 on the numbers of units.

A variable's total over a domain has the variance

    sum_h N_h^2 S_h^2 D_h (1 / n_h - 1 / N_h)

under simple random sampling in strata, times the design effect D_h of the stratum. That its
coefficient of variation is at most t means

    a_h = N_h^2 S_h^2 D_h / (t^2 Y^2 + sum_h N_h S_h^2 D_h).

Source: Bethel (1989), Survey Methodology 15(1), 47-57, as told with the finite population by De Meo
(2009), "The Bethel algorithm", the vignette of the R package bethel 0.2 (read).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.design.allocation.strata import Strata
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Target:
    """A variable's total over some strata, and the coefficient of variation that is asked of it.

    cv : greatest coefficient of variation, as a share of the total (0.05 is 5 %)
    members : (H,) bool, strata of the domain
    """

    variable: str
    domain: str
    cv: float
    members: BoolArray


def targets_of(
    strata: Strata,
    cvs: Sequence[float],
    domains: Sequence[str] = (),
    domain_cvs: Sequence[float] = (),
) -> tuple[Target, ...]:
    """A target for each variable in all strata, and in each domain where domains are given.

    Parameters
    ----------
    cvs : V coefficients of variation for all strata together; none: no target there
    domains : H names of the domains of the strata
    domain_cvs : V coefficients of variation for each domain; none: no target in domains
    """
    for cv in (*cvs, *domain_cvs):
        if not 0 < cv < float("inf"):
            raise DataError(
                f"a coefficient of variation of {cv:g} cannot be asked",
                code="bad-target",
                hint="give a share of the total above 0, such as 0.05",
            )
    H = len(strata.names)
    everywhere = np.ones(H, dtype=bool)
    found = [Target(name, "", cv, everywhere)
             for name, cv in zip(strata.variables if cvs else (), cvs, strict=True)]  # fmt: skip
    if domain_cvs:
        named = np.array(domains, dtype=str)
        found += [Target(name, domain, cv, named == domain)
                  for domain in dict.fromkeys(domains)
                  for name, cv in zip(strata.variables, domain_cvs, strict=True)]  # fmt: skip
    return tuple(found)


def constraint_matrix(strata: Strata, targets: Sequence[Target]) -> FloatArray:
    """(H, J) the a_hj of the module's docstring.

    Raises
    ------
    DataError
        If the total of a variable is 0, of which nothing is a share.
    """
    N = strata.population
    columns = []
    for target in targets:
        v = strata.variables.index(target.variable)
        inside = target.members
        spread = np.where(inside, strata.spread[:, v], 0.0)
        total = float((N * strata.mean[:, v])[inside].sum())
        if total == 0:
            raise DataError(
                f"the total of {target.variable} {_within(target)} is 0",
                code="no-total",
                where=target.variable,
                hint="give means that are not 0, or leave the variable out",
            )
        columns.append((N * spread) ** 2 / ((target.cv * total) ** 2 + float(N @ spread**2)))
    return np.column_stack(columns)


def cv_of(strata: Strata, target: Target, n: FloatArray) -> float:
    """Coefficient of variation of a target's total with n units a stratum; infinite where a
    stratum that varies has none."""
    v = strata.variables.index(target.variable)
    N, inside = strata.population, target.members & (strata.spread[:, v] > 0)
    total = float((N * strata.mean[:, v])[target.members].sum())
    if (n[inside] <= 0).any():
        return float("inf")
    spread = strata.spread[inside, v]
    left = 1.0 / n[inside] - 1.0 / N[inside]
    variance = float((N[inside] ** 2 * spread**2) @ left)
    return float(np.sqrt(max(variance, 0.0)) / abs(total)) if total else float("inf")


def _within(target: Target) -> str:
    return f"in domain {target.domain}" if target.domain else "over all strata"
