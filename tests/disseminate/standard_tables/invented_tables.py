"""A released result with a few figures of table PR.3.3, each kind of cell among them."""

from dataclasses import replace

from measure87.disseminate import DisclosureRules, release
from measure87.vocabulary.estimate import Estimate, Refusal, Result
from tests.disseminate.stated import stated

SDG = "child_labour/sdg_8_7_1@2018-10-19"
TABLES = "child_labour/mics6_tables@2020-01-01"
REGIONS = {"1": "=HYPERLINK(0)", "2": "Coast & <islands>", "3": 'Ötzi, "the" hills', "10": "+East"}
LABELS = {"sex": {"1": "Male", "2": "Female"}, "region": REGIONS}
TITLE = "=1+1, an invented study"


def figure(name, n, cases, definition=SDG, **group):
    labels = {key: LABELS[key][code] for key, code in group.items() if key in LABELS}
    share = cases / n
    return Estimate(
        name,
        "proportion",
        "taylor",
        group=group,
        labels=labels,
        definition=definition,
        unit="proportion",
        value=share,
        se=0.01,
        lower=max(0.0, share - 0.02),
        upper=min(1.0, share + 0.03),
        level=0.95,
        interval="korn-graubard",
        n=n,
        n_cases=cases,
        deff=2.25,
        weighted_n=n * 1.25,
        n_unknown=0,
        value_if_no=share,
        value_if_yes=share,
    )


def figures():
    """Child labour by sex, age and region; work below the hours for everybody alone."""
    yield figure("child_labour_sdg_b", 1000, 123)
    yield figure("child_labour_sdg_b", 520, 70, sex="1")
    yield figure("child_labour_sdg_b", 480, 53, sex="2")
    yield figure("child_labour_sdg_b", 300, 23, age="15-17")
    yield figure("child_labour_sdg_b", 400, 60, age="5-11")
    yield figure("child_labour_sdg_b", 300, 40, age="12-14")
    yield figure("child_labour_sdg_b", 700, 100, age="5-14")
    yield figure("child_labour_sdg_b", 500, 60, region="10")
    yield figure("child_labour_sdg_b", 440, 50, region="1")
    yield figure("child_labour_sdg_b", 40, 10, region="2")
    yield figure("child_labour_sdg_b", 20, 3, region="3")
    yield figure("household_chores_below_threshold", 1000, 400, TABLES)
    yield figure("household_chores_below_threshold", 300, 0, TABLES, age="15-17")


def invented_tables(sets=("mics6",), **study):
    """Released, each figure judged by itself; `study` changes what the study says about itself."""
    about = {"title": TITLE, "country": "ZZZ", "year": 2026, "invented": True, **study}
    headline = {"title": "Children in child labour", "headline": True, "per": 100}
    refused = Refusal("hazardous_conditions", "questionnaire", "the questionnaire has no heights")
    result = Result(
        "run",
        tuple(figures()),
        refused=(refused,),
        diagnostics=stated(
            study=about,
            tables={"fs": list(sets)},
            measures={"child_labour_sdg_b": headline},
        ),
    )
    return release(result, DisclosureRules(complementary=False))


def unreleased(**changes):
    return replace(invented_tables(), released=False, **changes)
