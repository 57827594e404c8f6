"""What an invented run says of itself: about.json, scores, GATHER."""

from measure87.disseminate.pages.world.about import about_of
from measure87.vocabulary.releases.world import GatherAnswer

YEAR = 2020
LEVEL = 0.9


def scores():
    row = {"exercise": "countries", "n": 91, "level": 0.9, "band_from": 76, "band_to": 87}
    return [
        {
            **row,
            "method": "model",
            "rmse_logit": 0.801,
            "bias_logit": 0.01,
            "mae_share": 0.05,
            "covered": 80,
            "crps_logit": 0.44,
            "log_score": -1.2,
        },
        {
            **row,
            "method": "region_mean",
            "rmse_logit": 0.956,
            "bias_logit": -0.02,
            "mae_share": 0.06,
            "covered": 74,
            "crps_logit": 0.53,
            "log_score": -1.4,
        },
    ]


def moves(measure):
    return [{"measure": measure, "changed": "country_scale", "setting": "doubled",
             "place": "WORLD", "year": YEAR, "before": 0.1, "after": 0.102, "width_before": 0.03,
             "width_after": 0.034, "how": "reweighted"}]  # fmt: skip


def about(world, **more):
    return about_of(account(world, **more))


def account(world, **more):
    """Content of about.json."""
    trend = len(world.years) > 1
    labels = {
        "child_labour_sdg_a": "Child labour, economic activity (SDG 8.7.1)",
        "child_labour_sdg_b": "Child labour, economic activity and chores (SDG 8.7.1)",
        "forced_private": "Private exploitation",
        "forced_sexual": "Commercial sexual exploitation",
        "forced_state": "Work imposed by the State",
    }
    return {
        "schema": 1,
        "title": "Child labour in an invented world",
        "invented": True,
        "subtitle": "Made to show the report; every figure is invented",
        "stated_year": YEAR,
        "years": list(world.years),
        "level": LEVEL,
        "version": "0.1.0",
        "seed": 87,
        "draws": 4000,
        "measures": [
            {
                "name": m,
                "label": labels[m],
                "definition": "" if world.forced else "child_labour/sdg_8_7_1@2018-10-19",
                "kind": "forced_labour" if world.forced else "child_labour",
            }
            for m in world.measures
        ],
        "region_set": {
            "name": "sdg",
            "title": "UN, regions of the SDG reports and M49 sub-regions",
        },
        "trend": {"estimated": trend}
        if trend
        else {
            "estimated": False,
            "text": "90 of 91 countries have figures of one year: a trend would "
            "compare different countries and call it change.",
        },
        "coverage_rules": [
            "A region is published where countries with figures hold at least half of its children."
        ],
        "exclusions": ["Figures with the footnote *y* (another standard of age) are left out."],
        "assumptions": ["No standard error is published: 2,000 effective children were assumed."],
        "priors": [
            {
                "what": "world",
                "prior": "normal, mean -4, SD 3",
                "why": "95 % of it between 0.005 % and 87 %",
            }
        ],
        "editions": [
            {
                "measure": m,
                "label": "Edition of 2016",
                "year": 2016,
                "area": "WORLD",
                "share": {"value": 0.096, "lower": 0.081, "upper": 0.112},
                "persons": {"value": 1.52e8, "lower": 1.28e8, "upper": 1.77e8},
                "comparison": ["Edition of 2016: an invented report published 9.6 %."],
            }
            for m in world.measures
        ],
        "convergence": {"largest_r_hat": 1.006, "smallest_effective": 812, "country_failures": 0},
        "warnings": [
            {"code": "assumed-errors", "text": "standard errors were assumed for all figures"}
        ],
        "licence_notes": ["Invented figures may be used by anybody."],
        "provenance": {"inputs": {"figures.csv": "sha256:" + "0" * 64}, "settings": {"knots": 3}},
        **more,
    }


def gather():
    return [
        GatherAnswer(
            number=n,
            item=f"Item {n} of the guidelines",
            answer=f"Answer {n}.",
            status="answered",
        )
        for n in range(1, 19)
    ]
