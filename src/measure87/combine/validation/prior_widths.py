"""The priors that the model really has, read off what it samples, and their density if wider.

Reading them off the model means that a prior that is added to it is found here too; one
of a family that is not known is refused, not passed over.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from measure87.combine.model.country_blocks import SET_SCALES, WORLD_MEAN
from measure87.combine.model.design import Design
from measure87.combine.model.priors import bayes_libraries, priors_alone
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError

_OF_SINGLE_VALUES = ("_normal", "_told", "_untold")
_OF_OTHERS = frozenset({"coefficients", "standard_coefficients", "tail", "step"})
"""Values whose prior has no width of its own: standard normal, or set by another value."""


@dataclass(frozen=True)
class SampledPrior:
    """One prior with a width.

    Attributes
    ----------
    name : str
        As in `ScaleDraws.sites`; of a set one that of its group.
    family : str
        `normal` (half-normal too: of its size, centre 0) or `beta`.
    first, second : float
        Centre and standard deviation, or the two parameters of the beta.
    """

    name: str
    family: str
    first: float
    second: float

    def log_ratio(self, value: FloatArray, factor: float) -> FloatArray:
        """(draws,) log density with `factor` times the standard deviation, less that without.

        A beta keeps its mean; it is not made wider than the uniform.
        """
        flat = value.reshape(len(value), -1)
        if self.family == "normal":
            square = ((flat - self.first) / self.second) ** 2
            ratio = -np.log(factor) + 0.5 * square * (1.0 - factor**-2)
        else:
            a, b = self._widened(factor)
            ratio = stats.beta.logpdf(flat, a, b) - stats.beta.logpdf(flat, self.first, self.second)
        return np.asarray(ratio.sum(axis=1), dtype=np.float64)

    def _widened(self, factor: float) -> tuple[float, float]:
        """Parameters of a beta of the same mean and another spread, or of the uniform."""
        a, b = self.first, self.second
        total = (a + b + 1.0) / factor**2 - 1.0
        share = a / (a + b)
        wider = (total * share, total * (1.0 - share))
        return wider if min(wider) >= 1.0 else (1.0, 1.0)


def sampled_priors(design: Design) -> tuple[SampledPrior, ...]:
    """Every prior of the model that has a width.

    Raises
    ------
    MissingExtraError
        Where numpyro is not installed.
    DataError
        `unknown-prior`, for a family whose width nothing here can change.
    """
    bayes_libraries()
    from numpyro import handlers

    model = handlers.seed(priors_alone(design), 0)
    sites = handlers.trace(model).get_trace()
    found = [
        _prior(name, site["fn"])
        for name, site in sites.items()
        if site["type"] == "sample" and not site["is_observed"] and _has_width(name)
    ]
    return tuple(found)


def set_priors(design: Design) -> tuple[SampledPrior, ...]:
    """Priors whose width is set, which are integrated out and so are no part of `prior_model`.

    Those of adjustments are not among them: the settings state them.
    """
    centre = {"world": WORLD_MEAN}
    return tuple(
        SampledPrior(name, "normal", centre.get(name, 0.0), SET_SCALES[name])
        for name in design.blocks.groups
        if name in SET_SCALES and name != "adjustment"
    )


def _has_width(name: str) -> bool:
    return name not in _OF_OTHERS and not name.endswith(_OF_SINGLE_VALUES)


def _prior(name: str, fn: Any) -> SampledPrior:
    while hasattr(fn, "base_dist"):
        fn = fn.base_dist
    kind = type(fn).__name__
    if kind == "Normal":
        return SampledPrior(name, "normal", _single(fn.loc), _single(fn.scale))
    if kind.endswith("HalfNormal"):
        return SampledPrior(name, "normal", 0.0, _single(fn.scale))
    if kind == "Beta":
        return SampledPrior(name, "beta", _single(fn.concentration1), _single(fn.concentration0))
    raise DataError(
        f"the prior of {name} is {kind}, whose width cannot be changed here",
        code="unknown-prior",
        hint="say in combine.validation.prior_widths how it is widened",
    )


def _single(value: Any) -> float:
    return float(np.unique(np.asarray(value)).item())
