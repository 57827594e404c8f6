"""One plain judgement on figures that stand side by side: how far they agree."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median
from typing import Literal

from msgspec.structs import replace

from measure87.estimate.multiple_lists.size_estimate import SizeEstimate
from measure87.vocabulary.releases.lists import BoundAbove, MethodSize, StatedVerdict

DISAGREE_BEYOND = 1.5
"""Largest over smallest figure from which a disagreement is told before anything else."""

FAR_BEYOND = 2.0
"""Factor from the middle of the other figures beyond which one lies far from them."""
FAR_FROM_OTHERS = "far-from-others"
_FEWEST_OTHERS = 3

NOT_COMPARED = frozenset({"not-converged", "does-not-fit"})
"""Notices of a figure that keep it out of the comparison."""

REASONS: Mapping[str, str] = {
    "nobody": "nobody is on any list",
    "too-few-lists": "too few lists hold somebody",
    "no-overlap": "nobody is on two lists",
    "list-of-everybody": "one list holds everybody who was observed, and the others add nobody",
    "no-estimate": "the overlaps are too few for the likelihood to have a maximum",
    "not-identifiable": "different sizes fit the lists equally well",
    "no-maximum": "the overlaps are too few for the likelihood to have a maximum",
    "not-converged": "chains settled on different sizes",
    "does-not-fit": "the model does not describe these lists",
    "low-coverage": "the lists cover too little of the population",
    "strata-not-estimable": "no stratum has an estimate",
}
"""Why there is no figure, by the code of a refusal or notice; no counts, which a released verdict
could give away."""
_MOST_REASONS = 3

type _Code = Literal["not-estimable", "one-method", "disagree", "close"]


@dataclass(frozen=True)
class Verdict:
    """How far methods that can be defended agree.

    Attributes
    ----------
    code : `not-estimable`, `one-method`, `disagree` or `close`
    factor : float or None
        Largest over smallest figure.
    lowest, highest : (method, persons) or None
    compared : tuple of str
        The methods compared: not lower bounds, nor figures that did not converge or do not fit.
    because : tuple of str
        Codes that say why no figure can be defended, the most frequent first.
    bounded : bool
        Whether a lower bound can be had where the size cannot.
    bound_above : (method, persons) or None
        A lower bound whose own lower limit lies above the whole interval of the lowest figure.
    """

    code: _Code
    factor: float | None = None
    lowest: tuple[str, float] | None = None
    highest: tuple[str, float] | None = None
    compared: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    bounded: bool = False
    bound_above: tuple[str, float] | None = None

    @property
    def text(self) -> str:
        """The judgement in a sentence or two."""
        if self.lowest is None or self.highest is None or self.factor is None:
            return f"Not estimable{self._because()}{self._bound()}."
        low, high = (f"{name} {value:,.0f}" for name, value in (self.lowest, self.highest))
        if self.code == "one-method":
            return f"Only one method gives a figure ({low}): there is no other to compare it with."
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

    def _because(self) -> str:
        """The reasons in words."""
        reasons = dict.fromkeys(REASONS[code] for code in self.because if code in REASONS)
        told = "; ".join(list(reasons)[:_MOST_REASONS])
        return f" because {told}" if told else ": no method gives a figure that can be defended"

    def _bound(self) -> str:
        """That there is a lower bound."""
        return ". Only a lower bound can be given" if self.bounded else ""

    def stated(self) -> StatedVerdict:
        """The verdict as it stands in results; parts are left out where there is no figure."""
        said = StatedVerdict(code=self.code, text=self.text, because=list(self.because) or None)
        if self.factor is None or self.lowest is None or self.highest is None:
            return said
        return replace(
            said,
            factor=float(self.factor),
            lowest=_end(*self.lowest),
            highest=_end(*self.highest),
            compared=list(self.compared),
            bound_above=None if self.bound_above is None else _bound(*self.bound_above),
        )


def _end(method: str, value: float) -> MethodSize:
    return MethodSize(method=method, value=float(value))


def judge(sizes: Sequence[SizeEstimate], refused: Sequence[str] = ()) -> Verdict:
    """Judge figures of the same population by different methods.

    Parameters
    ----------
    sizes : SizeEstimate of each method
    refused : codes of the refusals of methods without a figure

    Returns
    -------
    Verdict
    """
    fit = [size for size in sizes if _comparable(size)]
    if not fit:
        reasons = Counter([*refused, *(code for size in sizes for code in _left_out(size))])
        return Verdict(
            "not-estimable",
            because=tuple(sorted(reasons, key=lambda code: (-reasons[code], code))),
            bounded=any(size.lower_bound_only for size in sizes),
        )
    ordered = sorted(fit, key=lambda size: size.value)
    lowest, highest = ordered[0], ordered[-1]
    factor = highest.value / lowest.value
    code: _Code = "disagree" if factor > DISAGREE_BEYOND else "close"
    return Verdict(
        "one-method" if len(fit) == 1 else code,
        factor,
        (lowest.method, lowest.value),
        (highest.method, highest.value),
        tuple(size.method for size in fit),
        bound_above=bound_above(lowest, sizes),
    )


def _bound(method: str, lower: float) -> BoundAbove:
    return BoundAbove(method=method, lower=float(lower))


def bound_above(lowest: SizeEstimate, sizes: Sequence[SizeEstimate]) -> tuple[str, float] | None:
    """The highest lower bound and its lower limit, where that lies above a figure's whole interval.

    None where the figure has no upper limit, or one that reaches the bound's: both are of the same
    lists, and chance alone may set them apart.
    """
    bounds = [
        (size.lower, size.method)
        for size in sizes
        if size.lower_bound_only and size.lower is not None and isfinite(size.lower)
    ]
    if not bounds or lowest.upper is None:
        return None
    lower, method = max(bounds)
    return (method, lower) if lower > lowest.upper else None


def _comparable(size: SizeEstimate) -> bool:
    """Whether a figure estimates the size itself and its method worked."""
    return not size.lower_bound_only and not _left_out(size)


def _left_out(size: SizeEstimate) -> frozenset[str]:
    """The notices that keep a figure out of the comparison."""
    return NOT_COMPARED & {notice.code for notice in size.notices}


def lies_far(size: SizeEstimate, sizes: Sequence[SizeEstimate]) -> bool:
    """Whether a figure lies far from the middle of the others that may be compared.

    Told of three others and more: of two figures neither is the one that is far.
    """
    others = [one.value for one in sizes if one is not size and _may_be_compared(one)]
    if len(others) < _FEWEST_OTHERS or size.lower_bound_only:
        return False
    middle = median(others)
    return max(size.value, middle) > FAR_BEYOND * min(size.value, middle)


def _may_be_compared(size: SizeEstimate) -> bool:
    """Whether a figure is a size, and one that its own method stands by."""
    return not size.lower_bound_only and not {n.code for n in size.notices} & NOT_COMPARED
