"""An invented result with numbers beside rates, differences, and definitions side by side.

5,000 children of 5 to 17. The first definition counts 900 of them, the second 1,200: 800 are
counted under both, 100 under the first alone (60 by one rule, 40 by another), 400 under the
second alone by one rule.
"""

from dataclasses import replace

from measure87.define import load_definition
from measure87.disseminate import ReportContext, definition_text, release
from measure87.vocabulary.estimate import Estimate, Minus, Result
from tests.disseminate.stated import stated

FIRST, SECOND = "child_labour_sdg_b", "child_labour_mics5"
DEFINITIONS = {
    FIRST: "child_labour/sdg_8_7_1@2018-10-19",
    SECOND: "child_labour/mics5@2014-04-07",
}
BOTH = f"{FIRST}__and__{SECOND}"
ALONE, BACK = f"{FIRST}__not__{SECOND}", f"{SECOND}__not__{FIRST}"
CHORES, WORK = "household_chores_at_5_to_14", "economic_activity_at_5_to_11"
HAZARDS = "any_hazardous_condition"
POPULATION = 1_000_000
CHILDREN = 5000
SEXES = {"1": "Male", "2": "Female"}


def rate(name, cases, n=CHILDREN, **group):
    """A share with an invented interval of a tenth on either side."""
    share = cases / n
    return Estimate(
        name,
        "proportion",
        "taylor",
        group=group,
        labels={"sex": SEXES[group["sex"]]} if group else {},
        definition=DEFINITIONS.get(name, f"{FIRST}+{SECOND}"),
        unit="proportion",
        value=share,
        se=share / 20,
        lower=share * 0.9,
        upper=share * 1.1 if cases else 0.001,
        level=0.95,
        interval="korn-graubard",
        n=n,
        n_cases=cases,
    )


def number(of):
    """The number of persons that belongs to a rate."""
    factor = POPULATION * of.n / CHILDREN
    ends = {key: getattr(of, key) * factor for key in ("value", "se", "lower", "upper")}
    return replace(of, statistic="total", unit="persons", **ends)


def less(first, second, half):
    """The first figure less the second, with so much on either side."""
    value = first.value - second.value
    return replace(
        first,
        statistic="difference",
        value=value,
        se=half / 2,
        lower=value - half,
        upper=value + half,
        interval="mover",
        n=None,
        n_cases=None,
        minus=Minus(second.name, "proportion", second.group, second.labels, second.definition),
    )


def about(name, title, **more):
    """What a study says of a measure."""
    return {
        "title": title,
        "definition": DEFINITIONS.get(name, f"{FIRST}+{SECOND}"),
        "universe": "ages 5 to 17",
        "unknown": "no",
        "headline": name in DEFINITIONS,
        "per": 100,
        **more,
    }


def compared_result(first_only=100, **study):
    """Released; with 1 or 2 in one definition alone the gate keeps figures back."""
    rules = {f"{ALONE}__by__{CHORES}": first_only - first_only * 2 // 5}
    rules |= {f"{ALONE}__by__{WORK}": first_only * 2 // 5} if first_only > 1 else {}
    parts = {BOTH: 800, ALONE: first_only, BACK: 400, **rules, f"{BACK}__by__{HAZARDS}": 400}
    rates = [
        rate(FIRST, 800 + first_only),
        rate(FIRST, 500, 2500, sex="1"),
        rate(FIRST, 300 + first_only, 2500, sex="2"),
        rate(SECOND, 1200),
        rate(SECOND, 640, 2500, sex="1"),
        rate(SECOND, 560, 2500, sex="2"),
    ]
    compared = [rate(name, cases) for name, cases in parts.items()]
    beside = {figure.name: figure for figure in compared}
    result = Result(
        "run",
        [*rates, *(number(one) for one in rates), *compared],
        diagnostics=stated(
            study={
                "title": "Two definitions in Inventia",
                "country": "Inventia",
                "invented": True,
                "numbers": {
                    "table": "population.csv",
                    "rates": "benchmarked",
                    "source": "Projections",
                    "year": 2025,
                },
                **study,
            },
            measures={
                FIRST: about(FIRST, "Children in child labour as the UN counts"),
                SECOND: about(SECOND, "Children in child labour as MICS5 counted"),
                **{
                    name: about(name, name, kind="side-by-side", report=[], headline=False)
                    for name in parts
                },
            },
            comparison=[
                {
                    "first": FIRST,
                    "second": SECOND,
                    "group": {},
                    "both": BOTH,
                    "first_only": ALONE,
                    "second_only": BACK,
                    "first_only_by_rule": {name.rpartition("__by__")[2]: name for name in rules},
                    "second_only_by_rule": {HAZARDS: f"{BACK}__by__{HAZARDS}"},
                    "difference": True,
                }
            ],
        ),
        differences=[
            less(rates[1], rates[2], 0.01),
            less(rates[2], rates[1], 0.05),
            less(rates[0], rates[3], 0.03),
            less(beside[ALONE], beside[BACK], 0.02),
        ],
    )
    return release(result)


def context():
    """The texts of both definitions."""
    return ReportContext(
        tuple(definition_text(load_definition(one)) for one in DEFINITIONS.values())
    )
