"""Multi-domain allocation: 500 strata, 10 variables, alone and in 50 domains."""

import time

import numpy as np

from benchmarks.survey_statistics.rows import Row
from measure87.design.allocation.allocate import allocate_to_targets
from measure87.design.allocation.strata import make_strata, proportion_spread
from measure87.design.allocation.targets import targets_of

STRATA, VARIABLES, DOMAINS = 500, 10, 50


def measure() -> list[Row]:
    """CPU seconds from strata to whole numbers."""
    rng = np.random.default_rng(1)
    population = rng.integers(200, 50_000, STRATA).astype(float)
    share = rng.beta(1, 8, (STRATA, VARIABLES))
    strata = make_strata(
        [str(h) for h in range(STRATA)],
        population,
        variables=[str(v) for v in range(VARIABLES)],
        mean=share,
        sd=np.column_stack([proportion_spread(p, population) for p in share.T]),
        cost=rng.uniform(0.5, 2.0, STRATA),
    )
    domains = [str(h % DOMAINS) for h in range(STRATA)]
    rows = []
    for title, in_domains in (("", ()), (f", {DOMAINS} domains", (0.08,) * VARIABLES)):
        start = time.process_time()
        targets = targets_of(strata, [0.02] * VARIABLES, domains, in_domains)
        found = allocate_to_targets(strata, targets)
        seconds = time.process_time() - start
        assert max(cv / one.cv for cv, one in zip(found.cv, targets, strict=True)) <= 1 + 1e-9
        work = f"multi-domain allocation, {STRATA} strata x {VARIABLES} variables{title}"
        rows.append(Row(work, seconds, "CPU s", 2.0, seconds=seconds))
    return rows
