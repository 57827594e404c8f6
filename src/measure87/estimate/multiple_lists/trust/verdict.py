"""One plain judgement on figures that stand side by side: how far they agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from measure87.estimate.multiple_lists.size_estimate import SizeEstimate

DISAGREE_BEYOND = 1.5
"""Largest over smallest figure from which a disagreement is told before anything else."""

NOT_COMPARED = frozenset({"not-converged", "does-not-fit"})
"""Notices of a figure that keep it out of the comparison."""


@dataclass(frozen=True)
class Verdict:
    """How far methods that can be defended agree.

    Attributes
    ----------
    code : str
        `not-estimable`, `one-method`, `disagree` or `close`.
    factor : float or None
        Largest over smallest figure.
    lowest, highest : (method, persons) or None
    compared : tuple of str
        The methods compared: not lower bounds, nor figures that did not converge or do not fit.
    """

    code: str
    factor: float | None = None
    lowest: tuple[str, float] | None = None
    highest: tuple[str, float] | None = None
    compared: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The judgement in a sentence or two."""
        if self.lowest is None or self.highest is None or self.factor is None:
            return "Not estimable: no method gives a figure that can be defended."
        low, high = (f"{name} {value:,.0f}" for name, value in (self.lowest, self.highest))
        if self.code == "one-method":
            return f"Only one method gives a figure ({low}), so nothing stands against it."
        if self.code == "disagree":
            return (
                f"The methods disagree by a factor of {self.factor:.1f}: from {low} to {high}. "
                "The lists alone do not say which is right."
            )
        return (
            f"The methods are close to one another (a factor of {self.factor:.2f}: {low} to "
            f"{high}). That is not by itself evidence: where the truth was known, all methods "
            "have been seen to lean low together."
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values; absent where there is no figure."""
        found: dict[str, Any] = {"code": self.code, "text": self.text}
        if self.factor is not None and self.lowest is not None and self.highest is not None:
            found |= {
                "factor": self.factor,
                "lowest": {"method": self.lowest[0], "value": self.lowest[1]},
                "highest": {"method": self.highest[0], "value": self.highest[1]},
                "compared": list(self.compared),
            }
        return found


def judge(sizes: Sequence[SizeEstimate]) -> Verdict:
    """Judge figures of the same population by different methods.

    Parameters
    ----------
    sizes : SizeEstimate of each method

    Returns
    -------
    Verdict
    """
    fit = [size for size in sizes if _comparable(size)]
    if not fit:
        return Verdict("not-estimable")
    ordered = sorted(fit, key=lambda size: size.value)
    lowest, highest = ordered[0], ordered[-1]
    factor = highest.value / lowest.value
    code = "disagree" if factor > DISAGREE_BEYOND else "close"
    return Verdict(
        "one-method" if len(fit) == 1 else code,
        factor,
        (lowest.method, lowest.value),
        (highest.method, highest.value),
        tuple(size.method for size in fit),
    )


def _comparable(size: SizeEstimate) -> bool:
    """Whether a figure estimates the size itself and its method worked."""
    return not size.lower_bound_only and not any(
        notice.code in NOT_COMPARED for notice in size.notices
    )
