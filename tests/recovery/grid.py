"""Which truths are tried: the whole grid, its quick part, and designs beyond the promise."""

from collections.abc import Iterator
from itertools import product

from tests.recovery.cluster_samples import Truth

REPLICATES = 10_000

SHARES = (0.0005, 0.001, 0.002, 0.004, 0.007, 0.01, 0.02, 0.03)
SOME_SHARES = (0.0005, 0.002, 0.007, 0.03)
ICCS = (0.01, 0.05)
CLUSTERS = (30, 60, 100, 200, 400)
EQUAL, MILD, STRONG, LINKED = (0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (1.0, 0.3)
"""CV of the weights, and the power of the weight that a person's chance goes with."""


def promised() -> dict[str, list[Truth]]:
    """The blocks in which coverage must not fall short."""
    return {
        "everybody, 20 a cluster": list(
            _cross(SHARES, ICCS, CLUSTERS, ("beta", "hot"), (EQUAL, MILD, STRONG, LINKED))
        ),
        "everybody, 20 a cluster, third mechanism": list(
            _cross(SHARES, ICCS, CLUSTERS, ("logit-normal",), (EQUAL, LINKED))
        ),
        "everybody, 5 to 15 a cluster": list(
            _cross(SOME_SHARES, ICCS, CLUSTERS, ("beta", "hot"), take=10, take_spread=0.5)
        ),
        "everybody, 12 to 38 a cluster": list(
            _cross(SOME_SHARES, ICCS, CLUSTERS, ("beta", "hot"), take=25, take_spread=0.5)
        ),
        "domain: 10 % of persons everywhere": list(
            _cross(SOME_SHARES, ICCS, CLUSTERS, ("beta", "hot"), domain="persons", domain_share=0.1)
        ),
        "domain: 10 % of clusters": list(
            _cross(
                SOME_SHARES, ICCS, CLUSTERS, ("beta", "hot"), domain="clusters", domain_share=0.1
            )
        ),
        "domain: 10 % of clusters, share 3 times elsewhere": list(
            _cross(
                SOME_SHARES,
                ICCS,
                CLUSTERS,
                domain="clusters",
                domain_share=0.1,
                rest_ratio=3.0,
            )
        ),
        "domain: half of persons, share a third elsewhere": list(
            _cross(
                SOME_SHARES,
                ICCS,
                CLUSTERS,
                domain="persons",
                domain_share=0.5,
                rest_ratio=1.0 / 3.0,
            )
        ),
        "two clusters a stratum, everybody": list(_cross(SOME_SHARES, ICCS, CLUSTERS, paired=True)),
        "two clusters a stratum, domain: 10 % of persons": list(
            _cross(SOME_SHARES, ICCS, CLUSTERS, domain="persons", domain_share=0.1, paired=True)
        ),
        "two clusters a stratum, domain: 20 % of clusters": list(
            _cross(SOME_SHARES, ICCS, CLUSTERS, domain="clusters", domain_share=0.2, paired=True)
        ),
    }


def beyond() -> dict[str, list[Truth]]:
    """Designs outside the promise: how far it carries, and whether the flag is raised."""
    both = ("beta", "hot")
    return {
        "icc 0.10": list(_cross(SOME_SHARES, (0.1,), (30, 100, 400), both)),
        "icc 0.20": list(_cross(SOME_SHARES, (0.2,), (30, 100, 400), both)),
        "30 to 90 a cluster": list(
            _cross(SOME_SHARES, ICCS, (30, 100), both, take=60, take_spread=0.5)
        ),
        "icc 0.30": list(_cross(SOME_SHARES, (0.3,), (30, 100, 400), both)),
        "shares of 10 and 20 %, icc 0.10 to 0.30": list(
            _cross((0.1, 0.2), (0.1, 0.2, 0.3), (30, 100, 400))
        ),
        "weights of CV 2": list(
            _cross(SOME_SHARES, ICCS, (30, 100, 400), both, ((2.0, 0.0), (2.0, 0.3)))
        ),
    }


def quick() -> list[Truth]:
    """Every share and correlation with few, some and many clusters, and one domain each.

    Weights and mechanisms take turns, so that each meets every number of clusters.
    """
    turns = list(product((EQUAL, LINKED, MILD, STRONG), ("beta", "hot")))
    plain = [
        Truth(p, icc, clusters, weight_cv=cv, weight_link=link, mechanism=mechanism)
        for turn, (p, icc, clusters) in enumerate(product(SHARES, ICCS, (30, 100, 400)))
        for (cv, link), mechanism in [turns[(turn + turn // 8) % len(turns)]]
    ]
    domains = [
        truth
        for kind in ("persons", "clusters")
        for truth in _cross(
            (0.002, 0.03), (0.05,), (60, 200), ("hot",), (LINKED,), domain=kind, domain_share=0.1
        )
    ]
    return plain + domains


def _cross(
    shares: tuple[float, ...],
    iccs: tuple[float, ...],
    clusters: tuple[int, ...],
    mechanisms: tuple[str, ...] = ("beta",),
    weights: tuple[tuple[float, float], ...] = (EQUAL, LINKED),
    **design: float | str,
) -> Iterator[Truth]:
    """Every combination."""
    for p, icc, number, mechanism, (cv, link) in product(
        shares, iccs, clusters, mechanisms, weights
    ):
        yield Truth(p, icc, number, weight_cv=cv, weight_link=link, mechanism=mechanism, **design)
