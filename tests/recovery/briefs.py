"""How often does a brief say something false? Surveys drawn from a known truth, through the gate.

python -m tests.recovery.briefs [--surveys 70]

Each survey has 80 clusters of 25 persons in 4 strata. Groups by sex, area and wealth have shares
that are known: some pairs are equal, some differ by 4 to 18 points. A cluster has a chance of its
own (beta, correlation 0.02), persons weights of their own. Estimates and differences are those of
`estimate.survey`, released by the gate, and the brief is that of the release. A brief is false if
one of its differences has the wrong sign, is of two groups that are equal, or has an interval that
does not hold the true difference. Contradicted is a sign that simultaneous limits by the normal
distribution exclude. Beside it stands how many briefs would have been false had each difference
gone by its own interval. The table goes to `briefs.csv`.
"""

import argparse
import csv
import re
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats

from measure87.disseminate import ReportContext, release
from measure87.disseminate.pages.survey.brief.content import survey_brief
from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    Outcome,
    Side,
    estimate_differences,
    estimate_survey,
)
from measure87.study.survey.differences import with_differences
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.survey_design import SurveyDesign
from tests.disseminate.stated import stated

TABLE = Path(__file__).with_suffix(".csv")
SEED = 8759
CLUSTERS, TAKE, STRATA, ICC = 80, 25, 4, 0.02
NAME, DEFINITION = "child_labour_sdg_a", "child_labour/sdg_8_7_1@2018-10-19"
SCENARIOS = {
    "nothing differs": ({"1": 0.0, "2": 0.0}, {"1": 0.0, "2": 0.0}, [0.0] * 5),
    "some differ": (
        {"1": 0.04, "2": -0.04}, {"1": 0.0, "2": 0.0}, [0.08, 0.04, 0.0, 0.0, -0.08],
    ),
    "all differ": (
        {"1": 0.03, "2": -0.03}, {"1": -0.05, "2": 0.05}, [0.09, 0.05, 0.0, -0.05, -0.09],
    ),
}  # fmt: skip
"""By sex, by area, by fifth of wealth: what each adds to a share of 0.4."""
BASE = 0.4
DESIGN = SurveyDesign(weight="w", strata="stratum", clusters="cluster")
CODES = {"sex": "12", "area": "12", "wealth_quintile": "12345"}
WORDS = re.compile(
    r"share is ([\d.]+) percentage points? higher for “(\w+)” than for “(\w+)” "
    r"\(([-−\d.]+) to ([\d.]+),"
)


@dataclass(frozen=True)
class Counted:
    """What the briefs of one scenario said.

    surveys, told : briefs, and differences in them
    false_briefs : with a wrong sign, a difference of equals, or an interval without the truth
    wrong_signs, of_equals, missed : differences of each kind
    contradicted : with a sign that the simultaneous limits exclude
    naive_false : briefs that were false if each difference went by its own interval
    """

    scenario: str
    surveys: int
    told: int
    false_briefs: int
    wrong_signs: int
    of_equals: int
    missed: int
    contradicted: int
    naive_false: int


def persons_of(scenario: str, rng: np.random.Generator) -> pl.DataFrame:
    """One survey: everybody who was asked, with her true chance gone and her answer kept."""
    sex, area, wealth = SCENARIOS[scenario]
    n = CLUSTERS * TAKE
    cluster = np.repeat(np.arange(CLUSTERS), TAKE)
    where = np.where(cluster % 2 == 0, "1", "2")
    who = rng.choice(["1", "2"], n)
    fifth = rng.integers(1, 6, n).astype(str)
    chance = BASE + np.array([sex[s] + area[a] + wealth[int(q) - 1]
                              for s, a, q in zip(who, where, fifth, strict=True)])  # fmt: skip
    size = (1.0 - ICC) / ICC
    own = rng.beta(BASE * size, (1.0 - BASE) * size, CLUSTERS) - BASE
    y = rng.random(n) < np.clip(chance + own[cluster], 0.0, 1.0)
    return pl.DataFrame(
        {
            "y": y.astype(np.int8),
            "sex": who,
            "area": where,
            "wealth_quintile": fifth,
            "stratum": (cluster % STRATA).astype(str),
            "cluster": cluster.astype(str),
            "w": rng.lognormal(0.0, 0.3, n),
        }
    )


def truth_of(scenario: str, variable: str, code: str) -> float:
    """The true share of a group, the others being as they come about."""
    sex, area, wealth = SCENARIOS[scenario]
    parts = {"sex": sex, "area": area, "wealth_quintile": dict(zip("12345", wealth, strict=True))}
    means = {name: float(np.mean(list(part.values()))) for name, part in parts.items()}
    return BASE + sum(means.values()) - means[variable] + parts[variable][code]


def released(table: pl.DataFrame) -> Result:
    """The release of one survey, with all differences of groups of one variable."""
    labels = {name: {code: f"{name}_{code}" for code in codes} for name, codes in CODES.items()}
    outcome = Outcome(NAME, "y", unknown="no", definition=DEFINITION)
    domains = [DomainTable(()), *(DomainTable((name,)) for name in CODES)]
    found = estimate_survey(table, [outcome], DESIGN, domains, labels=labels)
    pairs = [
        Contrast(Side(NAME, {name: first}), Side(NAME, {name: second}))
        for name, codes in CODES.items()
        for first, second in combinations(codes, 2)
    ]
    differences = estimate_differences(table, [outcome], DESIGN, pairs, found.estimates)
    about = {"title": "Simulated", "country": "ZZZ", "population": "simulated persons"}
    measure = {"title": "Simulated", "definition": DEFINITION, "universe": "ages 5 to 17",
               "ages": (5, 17), "headline": True}  # fmt: skip
    said = stated(study=about, measures={NAME: measure})
    result = release(Result("run", tuple(found.estimates), diagnostics=said))
    return with_differences(result, differences.estimates, ())


def told_in(result: Result) -> list[tuple[str, str, float, float, float]]:
    """The differences that a brief tells: of whom to whom, how large, and from where to where."""
    sentences = survey_brief(result, ReportContext()).findings
    found = []
    for sentence in sentences:
        match = WORDS.search(sentence)
        if match is not None:
            size, lower, upper = (float(match[i].replace("−", "-")) / 100 for i in (1, 4, 5))
            found.append((match[2], match[3], size, lower, upper))
    return found


def true_difference(scenario: str, first: str, second: str) -> float:
    """Of two groups by their labels, `sex_1`."""
    sides = (label.rpartition("_") for label in (first, second))
    one, other = (truth_of(scenario, variable, code) for variable, _, code in sides)
    return one - other


def simultaneous_sign(result: Result, first: str, second: str) -> int:
    """The sign that limits of the normal distribution leave to a difference; 0 without one."""
    z = stats.norm.ppf(1 - 0.025 / len(result.differences))
    for one in result.differences:
        labels = {*one.labels.values()}, {*(one.minus.labels if one.minus else {}).values()}
        if one.value is None or one.se is None or {first} | {second} != labels[0] | labels[1]:
            continue
        turned = -1 if labels[0] == {second} else 1
        return turned * int(np.sign(one.value)) * (abs(one.value) > z * one.se)
    return 0


def is_naively_false(scenario: str, result: Result) -> bool:
    """Whether the five largest that exclude 0 alone hold a wrong sign or a difference of equals."""
    alone = [
        one for one in result.differences
        if one.value is not None and one.lower is not None and one.upper is not None
        and (one.lower > 0 or one.upper < 0)
    ]  # fmt: skip
    for one in sorted(alone, key=lambda one: -abs(one.value or 0.0))[:6]:
        (first,), (second,) = one.labels.values(), one.minus.labels.values()
        truth = true_difference(scenario, first, second)
        if abs(truth) < 1e-9 or truth * one.value < 0 or not one.lower <= truth <= one.upper:
            return True
    return False


def run(scenario: str, surveys: int, seed: int = SEED) -> Counted:
    """Briefs of so many surveys of one scenario."""
    rng = np.random.default_rng([seed, list(SCENARIOS).index(scenario)])
    counted = Counted(scenario, surveys, 0, 0, 0, 0, 0, 0, 0)
    for _ in range(surveys):
        counted = _with(counted, released(persons_of(scenario, rng)))
    return counted


def _with(counted: Counted, result: Result) -> Counted:
    """One brief more."""
    told = told_in(result)
    truths = [true_difference(counted.scenario, first, second) for first, second, *_ in told]
    equals = sum(abs(truth) < 1e-9 for truth in truths)
    wrong = sum(truth < -1e-9 for truth in truths)
    rounding = 0.0005
    missed = sum(
        not lower - rounding <= truth <= upper + rounding
        for (*_, lower, upper), truth in zip(told, truths, strict=True)
    )
    signs = [simultaneous_sign(result, first, second) for first, second, *_ in told]
    return replace(
        counted,
        told=counted.told + len(told),
        false_briefs=counted.false_briefs + bool(equals + wrong + missed),
        wrong_signs=counted.wrong_signs + wrong,
        of_equals=counted.of_equals + equals,
        missed=counted.missed + missed,
        contradicted=counted.contradicted + int(sum(sign < 0 for sign in signs)),
        naive_false=counted.naive_false + is_naively_false(counted.scenario, result),
    )


def main() -> None:
    """Run all scenarios and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surveys", type=int, default=70)
    surveys = parser.parse_args().surveys
    rows = [vars(run(scenario, surveys)) for scenario in SCENARIOS]
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
