"""Thirty studies with known weights, and what a reader who adds them up gets back.

    python -m tests.disseminate.gate.audit.known_weights_trial

The figures of docs/methods/disclosure.md. Takes about two minutes of one processor.
"""

import time

import numpy as np

from measure87.disseminate import DisclosureRules, release
from tests.disseminate.gate.audit.invented_studies import FIVE, drawn_pattern, study
from tests.disseminate.gate.audit.test_known_weights import told

TRIALS = {
    "ten studies": range(10),
    "two": range(20, 26),
    "five": range(20, 24),
    "area": range(20, 25),
    "eight": range(20, 25),
}


def timed(result, rules):
    start = time.process_time()
    released = release(result, rules)
    return released, time.process_time() - start


def main():
    """One line for each kind of weights."""
    print("weights: recovered; figures, not shown before and now; CPU seconds before and now")
    for kind, seeds in TRIALS.items():
        recovered, figures, hidden, seconds = 0, 0, [0, 0], [0.0, 0.0]
        for seed in seeds:
            rng = np.random.default_rng(1000 + seed)
            pattern = FIVE if kind == "ten studies" else drawn_pattern(rng, kind)
            result = study(seed, circle=False, pattern=pattern)
            for k, alike in enumerate(((), (pattern.alike(),))):
                released, took = timed(result, DisclosureRules(alike=alike))
                hidden[k] += sum(e.suppressed for e in released.estimates)
                seconds[k] += took
            recovered += len(told(result, released, pattern))
            figures += len(result.estimates)
        print(f"{kind}: {recovered}; {figures}, {hidden}; {seconds[0]:.1f}, {seconds[1]:.1f}")


if __name__ == "__main__":
    main()
