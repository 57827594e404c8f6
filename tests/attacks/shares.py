"""Attack: an unweighted share to all its digits has one denominator.

47 of 84 is no share of 85. Where n is the number who were asked because one or two gave no answer,
the share tells how many did. Shares in steps, whose errors have two digits, tell nothing so.
"""

from collections.abc import Iterator

from tests.attacks.claims import Claim, Count, distinct
from tests.attacks.evidence import Evidence
from tests.attacks.reading import Figure

SAME = 1e-11
MOST = 10
"""Unknown persons that are tried."""


def unweighted_share(evidence: Evidence) -> list[Claim]:
    """How many gave no answer where that is kept back."""
    return distinct(claim for figure in evidence.figures for claim in _unknown(figure))


def _unknown(figure: Figure) -> Iterator[Claim]:
    if figure.is_hidden or not figure.hides_unknown or not figure.leaves_out:
        return
    n, cases, value = figure.n, figure.n_cases, figure.value
    if not cases or n is None or value is None or _is_stepped(figure):
        return
    fits = [u for u in range(MOST) if n - u >= cases and abs(cases / (n - u) - value) < SAME]
    if len(fits) == 1 and fits[0] > 0:
        how = f"{cases} of {n - fits[0]}, not of {n}"
        yield Count("unknown", figure.name, figure.group, fits[0], how)


def _is_stepped(figure: Figure) -> bool:
    """Whether its error has two significant digits, as where weighted figures are in steps."""
    return bool(figure.se) and float(f"{figure.se:.2g}") == figure.se
