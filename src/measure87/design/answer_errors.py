"""What do answers with errors show of a share?

Errors are independent of everything else. With sensitivity s and specificity c the share that is
found is p' = s p + (1 - c)(1 - p), and the correlation of two persons falls to
icc (s + c - 1)^2 p (1 - p) / (p' (1 - p')), since only what is true resembles. Of a rare outcome
even few false positives are a large part of what is found.
"""

from dataclasses import dataclass

from measure87.vocabulary.errors import UsageError


@dataclass(frozen=True)
class Found:
    """What answers with errors show: share found, and correlation of two persons in it."""

    prevalence: float
    icc: float


def found_with_errors(
    prevalence: float, icc: float, sensitivity: float, specificity: float
) -> Found:
    """Share that answers with errors show, and what is left of a correlation.

    Parameters
    ----------
    sensitivity : float
        Chance that a person with the outcome is told as one, 0 to 1.
    specificity : float
        Chance that a person without it is told as one without, 0 to 1.

    >>> found = found_with_errors(0.01, 0.05, 0.8, 0.999)
    >>> round(found.prevalence, 5), round(found.icc, 4)
    (0.00899, 0.0355)
    """
    for name, value in (("sensitivity", sensitivity), ("specificity", specificity)):
        if not 0.0 <= value <= 1.0:
            raise UsageError(f"a {name} of {value:g} is none", code="errors",
                             hint="give a share from 0 to 1")  # fmt: skip
    if sensitivity + specificity <= 1.0:
        raise UsageError(
            f"answers of sensitivity {sensitivity:g} and specificity {specificity:g} say nothing",
            code="errors",
            hint="the two must add up to more than 1",
        )
    share = sensitivity * prevalence + (1.0 - specificity) * (1.0 - prevalence)
    kept = (sensitivity + specificity - 1.0) ** 2 * prevalence * (1.0 - prevalence)
    return Found(share, icc * kept / (share * (1.0 - share)) if 0.0 < share < 1.0 else 0.0)
