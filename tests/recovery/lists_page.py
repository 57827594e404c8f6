"""The page that shows how list methods fared, made from the summaries alone."""

from collections.abc import Callable, Sequence

from tests.recovery.lists_scenarios import SCENARIOS, Scenario
from tests.recovery.lists_study import BOOTSTRAP, Summary

HEAD = """# How list methods fare where the truth is known

Written by `python -m tests.recovery.lists`; do not edit. All populations are invented
(`measure87.simulate.simulate_lists`, which shares no code with the methods); the numbers behind
this page are in `tests/recovery/lists.csv`.

* Every method runs with its defaults, except that bootstraps take {bootstrap} samples (many
  then warn that their limits are not steady). A coverage from n samples is itself uncertain: by
  3 points for 200 samples, 10 for 20.
* "figure / truth" is the median over samples; under 1 leans low. Intervals are to hold the
  truth in 95 % of samples. For lower bounds (`chao`, and `sample-coverage` where it says so) an
  interval has no upper end: it fails only where it lies above the truth. A coverage of 100 % of a
  bound is no merit: see how far below the truth it lies.
* "warned": answers with a notice. "refused": samples for which the method declines to answer;
  they are in no other column.

"""

READING = """
## How to read this

Each scenario is built so that some methods must fail. What a real study cannot know is which row
it is in.

* Where persons differ, every method that takes dependence to lie between pairs of lists leans low,
  and all lean low together: their agreement is no evidence.
* Where lists refer to one another, methods that take persons to differ mistake it for that and lean
  low as well.
* The lower bound held throughout, and was a third to a half below the truth where persons differ
  much.
* Narrow intervals go with low coverage: what makes them narrow is an assumption.
"""


def page(rows: Sequence[Summary]) -> str:
    """The whole page, in Markdown."""
    scenarios = [name for name in SCENARIOS if any(row.scenario == name for row in rows)]
    methods = list(dict.fromkeys(row.method for row in rows))
    parts = [
        HEAD.format(bootstrap=BOOTSTRAP),
        "## Coverage of the interval, %\n\n",
        _matrix(rows, scenarios, methods, lambda row: f"{100 * row.covered:.0f}"),
        "\n## Figure / truth\n\n",
        _matrix(rows, scenarios, methods, lambda row: f"{row.value_of_truth:.2f}"),
        READING,
        *(_scenario(name, SCENARIOS[name], rows) for name in scenarios),
    ]
    return "".join(parts)


def _matrix(
    rows: Sequence[Summary],
    scenarios: Sequence[str],
    methods: Sequence[str],
    shown: Callable[[Summary], str],
) -> str:
    """Scenarios down, methods across; a dash where nothing was answered or tried."""
    found = {(row.scenario, row.method): row for row in rows}
    lines = ["| scenario | " + " | ".join(methods) + " |", "|---|" + "--:|" * len(methods)]
    for scenario in scenarios:
        cells = []
        for method in methods:
            row = found.get((scenario, method))
            cells.append("–" if row is None or row.refused == 1 else shown(row))
        lines.append(f"| {scenario} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _scenario(name: str, scenario: Scenario, rows: Sequence[Summary]) -> str:
    """One scenario in full."""
    lines = [
        f"\n## {name}\n",
        f"{scenario.title}; {scenario.population:,} persons.\n",
        "| method | samples | refused | figure / truth (quartiles) | covers | too low | too high "
        "| bound only | upper / lower | warned |",
        "|---|--:|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        if row.scenario != name:
            continue
        if row.refused == 1:
            lines.append(f"| {row.method} | {row.samples} | 100% |  |  |  |  |  |  |  |")
            continue
        width = f"{row.width:.2f}" if row.width else ""
        lines.append(
            f"| {row.method} | {row.samples} | {row.refused:.0%} | {row.value_of_truth:.2f} "
            f"({row.middle_low:.2f} to {row.middle_high:.2f}) | {row.covered:.0%} "
            f"| {row.truth_above:.0%} | {row.truth_below:.0%} | {row.bounds:.0%} | {width} "
            f"| {row.warned:.0%} |"
        )
    return "\n".join(lines) + "\n"
