"""The answer of a Bayesian method whose chains do not agree: no size, but what was found."""

from collections.abc import Sequence

from measure87.estimate.multiple_lists.kernels.posterior_modes import Mode
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError


class NotConvergedError(NotEstimableError):
    """Chains that do not agree, or are worth too few draws; there is no size to report.

    Attributes
    ----------
    r_hat, effective : float
        Of the size.
    chain_medians : tuple of float, persons
    modes : tuple of Mode
        Of all chains together; their shares are not to be trusted.
    """

    def __init__(
        self, r_hat: float, effective: float, chain_medians: Sequence[float], modes: Sequence[Mode]
    ) -> None:
        medians = ", ".join(f"{median:,.0f}" for median in sorted(chain_medians))
        places = ", ".join(f"{mode.size:,.0f}" for mode in modes)
        super().__init__(
            f"the chains have not converged (R-hat {r_hat:.3f}, {effective:,.0f} effective "
            f"draws): their medians are {medians}; sizes near {places} were found",
            code="not-converged",
            hint="give more iterations; if chains still settle in different places, the lists "
            "allow more than one answer",
        )
        self.r_hat = r_hat
        self.effective = effective
        self.chain_medians = tuple(chain_medians)
        self.modes = tuple(modes)
