"""A small invented result with one of everything that a report must say."""

from measure87.disseminate import release
from measure87.vocabulary.estimate import Alternative, Estimate, Notice, Refusal, Result
from measure87.vocabulary.provenance import Provenance
from tests.disseminate.stated import stated

SDG = "child_labour/sdg_8_7_1@2018-10-19"
FORCED = "forced_labour/icls20_2018@2018-10-19"
SEX = {"1": "Male", "2": "Female"}
AGES = ("5-17", "5-14", "15-17", "5-11", "12-14")
AGES_OF = {
    "": ((4000, 720, 31), (3000, 600, 23), (1000, 120, 8), (2000, 400, 15), (1000, 200, 8)),
    "1": ((2000, 400, 20), (1500, 330, 15), (500, 70, 5), (1000, 220, 10), (500, 110, 5)),
    "2": ((2000, 320, 11), (1500, 270, 8), (500, 50, 3), (1000, 180, 5), (500, 90, 3)),
}
"""Sex (or both) to respondents, cases and unknowns of each of the ages; they add up."""


def _figure(name, definition, group, labels, n, cases, unknown=0, borrowed=False):
    share = cases / n
    half = 1.96 * ((share + 0.002) * (1 - share) * 1.8 / n) ** 0.5
    lower, upper = max(0.0, share - half), min(1.0, share + half)
    other = Alternative("korn-graubard", lower, share + half / 2, 1.0, "own design effect")
    return Estimate(
        name,
        "proportion",
        "taylor",
        group=group,
        labels=labels,
        definition=definition,
        unit="proportion",
        value=share,
        se=half / 2,
        lower=0.0 if cases == 0 else lower,
        upper=upper,
        level=0.95,
        interval="korn-graubard",
        n=n,
        n_cases=cases,
        n_clusters=40,
        df=36.0,
        deff=1.1,
        deff_used=1.8 if borrowed else 1.1,
        deff_source="pooled" if borrowed else "own",
        n_unknown=unknown,
        value_if_no=share,
        value_if_yes=min(1.0, share + unknown / n),
        alternatives=(other,) if borrowed else (),
        flags=("few-cases", "borrowed-design-effect") if borrowed else (),
    )


def _child_labour():
    def one(cases, n, unknown=0, **group):
        labels = {"sex": SEX, "region": {"3": "Coast & <islands>"}}
        texts = {v: labels.get(v, {}).get(c, f"{v.capitalize()} {c}") for v, c in group.items()}
        texts |= {"age": f"{group['age']} years"} if "age" in group else {}
        return _figure("child_labour_sdg_b", SDG, group, texts, n, cases, unknown)

    yield one(720, 4000, 31)
    yield one(400, 2000, 20, sex="1")
    yield one(320, 2000, 11, sex="2")
    for group, rows in AGES_OF.items():
        for age, (n, cases, unknown) in zip(AGES, rows, strict=True):
            yield one(cases, n, unknown, **({"sex": group} if group else {}), age=age)
    yield one(300, 1500, 12, region="1")
    yield one(400, 2400, 19, region="2")
    yield one(15, 40, region="3")
    yield one(4, 20, region="4")
    yield one(1, 40, region="_missing")


def _forced_labour():
    def one(cases, n, unknown=0, **group):
        return _figure(
            "forced_labour_adults",
            FORCED,
            group,
            {"sex": SEX[group["sex"]]} if "sex" in group else {},
            n,
            cases,
            unknown,
            borrowed=cases < 20,
        )

    yield one(9, 9000, 2)
    yield one(5, 4400, 1, sex="1")
    yield one(4, 4600, 1, sex="2")
    yield one(0, 5000, area="1")
    yield one(9, 4000, 2, area="2")


def invented_result(**study):
    """Released; `study` changes what the study says about itself."""
    about = {
        "title": "Child labour and forced labour in Inventia, 2026",
        "country": "Inventia",
        "year": 2026,
        "reference_date": "2026-05-01",
        "population": "Persons of 5 and over in private households",
        "invented": True,
        "probability_sample": True,
        "notes": ["Made to show what a report says."],
        **study,
    }
    result = Result(
        "run",
        (*_child_labour(), *_forced_labour()),
        refused=(
            Refusal("child_labour_sdg_b", "empty-domain", "no person is in it", {"region": "9"}),
        ),
        warnings=(
            Notice("single-cluster-stratum", "stratum 7 has one cluster only; centred on the mean"),
        ),
        diagnostics=stated(
            study=about,
            measures={
                "child_labour_sdg_b": {
                    "title": "Children in child labour, economic activity and household chores",
                    "definition": SDG,
                    "universe": "ages 5 to 17",
                    "ages": (5, 17),
                    "unknown": "exclude",
                    "headline": True,
                    "per": 100,
                },
                "forced_labour_adults": {
                    "title": "Adults in forced labour",
                    "definition": FORCED,
                    "universe": "ages 18 and over",
                    "ages": (18, None),
                    "headline": True,
                    "per": 1000,
                },
            },
            undetermined={
                "child_labour_sdg_b": {"hours not told": 24, "activity not told": 7, "age": 0}
            },
            unsupported=[
                {
                    "definition": "child_labour/icls18_2008_amended_2018@2018-10-19",
                    "measure": "child_labour_icls",
                    "missing": ["industry", "occupation"],
                }
            ],
            mapping={
                "fs": {
                    "rows_read": {"persons": 13050},
                    "rows_kept": {"persons": 13000},
                    "unknown": {"persons.heights": 2, "persons.chores_hours": 58},
                    "absent": {"persons": ["night_work", "cluster_2"]},
                }
            },
        ),
        provenance=Provenance(
            inputs={"fs.sav": "sha256:" + "0123456789abcdef" * 4},
            mapping="sha256:" + "fedcba9876543210" * 4,
            seed=87,
            settings={"interval": "korn-graubard", "level": 0.95},
            version="0.0.0-invented",
        ),
    )
    return release(result)
