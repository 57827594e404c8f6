"""A small invented release of indicator 8.7.1 with one of everything that SDMX must handle."""

from measure87.disseminate import release
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.stated import stated

DEFINITION = "child_labour/sdg_8_7_1@2018-10-19"


def figure(name="child_labour_sdg_b", statistic="proportion", value=0.1801, **changes):
    share = statistic == "proportion"
    given = {
        "method": "taylor",
        "definition": DEFINITION,
        "unit": "proportion" if share else "persons",
        "lower": value * 0.9,
        "upper": value * 1.1,
        "level": 0.95,
        "interval": "korn-graubard",
        "n": 7012,
        "n_cases": 1244,
        **changes,
    }
    return Estimate(name, statistic, value=value, **given)


FIGURES = (
    figure(),
    figure(group={"sex": "2"}, value=0.1623, n=3401, n_cases=552),
    figure(group={"sex": "1"}, value=0.1969, n=3611, n_cases=692),
    figure(group={"age": "5-11"}, value=0.15, n=3000, n_cases=450),
    figure(group={"age": "12-14", "sex": "2"}, value=0.2, n=1000, n_cases=200),
    figure(group={"age": "15-17", "area": "2"}, value=0.25, n=40, n_cases=10),
    figure(group={"wealth_quintile": "1"}, value=0.3, n=20, n_cases=6),
    figure(group={"region": "3"}, value=0.3, n=500, n_cases=150),
    figure(group={"area": "_missing"}, value=0.3, n=100, n_cases=30),
    figure("child_labour_sdg_a", value=0.1077, n_cases=755),
    figure("child_labour_sdg_b", "total", 2_345_678.9),
    figure("child_labour_icls", definition="child_labour/icls18_2008_amended_2018@2018-10-19"),
)


def release_of(figures=FIGURES, **study):
    about = {
        "title": 'Enquête de l\'Office, "tour 2" <2019> & suite',
        "country": "BGD",
        "year": 2019,
        "reference_date": "2019-03-01",
        "invented": True,
        **study,
    }
    return release(Result("run", tuple(figures), diagnostics=stated(study=about)))
