"""Invented tables of a world estimate, of the shape that `combine` writes. No figure is real."""

import numpy as np

from measure87.define.classifications.countries import country_names
from measure87.define.classifications.geography import load_region_set
from measure87.disseminate.pages.world import WorldTables
from tests.disseminate.pages.world.invented_account import LEVEL, YEAR, moves, scores

WHOLE = (5, 17)
AGES = ((5, 11), (12, 14), (15, 17))
_Z = 1.645


def logit(p):
    return np.log(p / (1 - p))


def expit(x):
    return 1 / (1 + np.exp(-x))


class InventedWorld:
    """A level for each country, figures for some of them, and sums that add up."""

    def __init__(
        self,
        seed=87,
        years=(YEAR,),
        measures=("child_labour_sdg_a",),
        parts=False,
        countries=None,
        forced=False,
    ):
        self.rng = np.random.default_rng(seed)
        self.years, self.measures, self.parts, self.forced = years, measures, parts, forced
        members = load_region_set("sdg")
        region = {m.iso3: (m.code, m.name) for m in members if m.level == "region"}
        sub = {m.iso3: (m.code, m.name) for m in members if m.level == "subregion"}
        chosen = sorted(region, key=lambda c: country_names()[c])
        self.countries = [c for c in chosen if c not in ("ATA", "BVT", "HMD")][:countries]
        self.region = {c: region[c] for c in self.countries}
        self.sub = {c: sub[c] for c in self.countries if c in sub}
        n = len(self.countries)
        codes = sorted({code for code, _ in region.values()})
        base = dict(zip(codes, self.rng.normal(-2.6, 0.8, len(codes)), strict=True))
        self.level = np.array([base[self.region[c][0]] for c in self.countries])
        self.level += self.rng.normal(0, 0.7, n)
        self.slope = self.rng.normal(-0.02, 0.01, n)
        self.spread = self.rng.uniform(0.1, 0.5, n)
        self.population = np.round(10 ** self.rng.uniform(3.5, 7.5, n))
        self.figures_of = self.rng.poisson(1.2, n)

    def share(self, k, year, measure, shift=0.0):
        more = 0.25 * self.measures.index(measure)
        scale = -4.0 if self.forced else 0.0
        return expit(self.level[k] + self.slope[k] * (year - YEAR) + more + scale + shift)

    def estimates(self):
        rows = []
        for measure in self.measures:
            for year in self.years:
                for sex, shift in self.sexes():
                    for age in self.ages():
                        rows += self.cell(measure, year, sex, age, shift)
        return rows

    def sexes(self):
        return [("both", 0.0), ("female", -0.2), ("male", 0.2)] if self.parts else [("both", 0.0)]

    def ages(self):
        return (WHOLE, *AGES) if self.parts else (WHOLE,)

    def cell(self, measure, year, sex, age, shift):
        part = (0.5 if sex != "both" else 1) * (age[1] - age[0] + 1) / 13
        share = np.array(
            [
                self.share(k, year, measure, shift + 0.05 * (age[0] - 5))
                for k in range(len(self.countries))
            ]
        )
        people = self.population * part
        own = self.figures_of > 0
        rows = []
        places = [("WORLD", "world", "World", "", np.ones(len(own), bool))]
        for code, name in sorted({self.region[c] for c in self.countries}):
            places.append(
                (
                    code,
                    "region",
                    name,
                    "",
                    np.array([self.region[c][0] == code for c in self.countries]),
                )
            )
        for code, name in sorted(set(self.sub.values())):
            inside = np.array([self.sub.get(c, ("",))[0] == code for c in self.countries])
            above = self.region[self.countries[int(np.argmax(inside))]][0]
            if code != above:
                places.append((code, "subregion", name, above, inside))
        for code, kind, name, above, inside in places:
            value = (share * people)[inside].sum() / people[inside].sum()
            rows += self.pair(
                measure,
                kind,
                code,
                name,
                above,
                year,
                sex,
                age,
                value,
                0.12,
                people[inside].sum(),
                "sum",
                n_countries_with_figures=int((own & inside).sum()),
                coverage=float(people[inside & own].sum() / people[inside].sum()),
            )
        for k, code in enumerate(self.countries):
            if self.forced and not own[k]:
                continue
            spread = self.spread[k] * (1 if own[k] else 2.5)
            above = self.sub.get(code, self.region[code])[0]
            rows += self.pair(
                measure,
                "country",
                code,
                country_names()[code],
                above,
                year,
                sex,
                age,
                share[k],
                spread,
                people[k],
                "own_figures" if own[k] else "borrowed",
                n_figures=int(self.figures_of[k]),
                latest_figure=2010 + k % 11 if own[k] else None,
            )
        return rows

    def pair(
        self, measure, kind, code, name, above, year, sex, age, share, spread, people, basis, **more
    ):
        lower, upper = expit(logit(share) - _Z * spread), expit(logit(share) + _Z * spread)
        row = {
            "measure": measure,
            "place_kind": kind,
            "place": code,
            "place_name": name,
            "region": above,
            "year": year,
            "sex": sex,
            "age_from": age[0],
            "age_to": age[1],
            "level": LEVEL,
            "basis": basis,
            "population": people,
            "flags": "",
            **more,
        }
        numbers = {
            "value": share,
            "median": share,
            "se": share * (1 - share) * spread,
            "lower": lower,
            "upper": upper,
        }
        beside = self.beside(kind, share, spread, more) if kind == "country" else {}
        return [
            {**row, "statistic": "share", **numbers, **beside},
            {**row, "statistic": "persons", **{k: v * people for k, v in numbers.items()}},
        ]

    def beside(self, kind, share, spread, more):
        """What a new survey would find and what was published, with the reasons."""
        wide = float(np.hypot(spread, 0.36))
        found = {
            "new_survey_lower": expit(logit(share) - _Z * wide),
            "new_survey_upper": expit(logit(share) + _Z * wide),
        }
        if not more.get("n_figures"):
            return found
        return found | {
            "published": expit(logit(share) + 0.2),
            "published_year": more["latest_figure"],
            "expected_without": expit(logit(share) - 0.3),
            "why_differs": "outlier survey-errors" if share > 0.3 else "other-year survey-errors",
        }

    def figures(self):
        rng = np.random.default_rng(1)
        rows = []
        for k, country in enumerate(self.countries):
            for n in range(int(self.figures_of[k])):
                measure = self.measures[n % len(self.measures)] if n else self.measures[0]
                year = 2010 + (k + 3 * n) % 11
                truth = self.share(k, year, measure)
                share = float(expit(logit(truth) + rng.normal(0, 0.2)))
                used = (k + n) % 9 != 4
                lower, upper = expit(logit(truth) - 0.3), expit(logit(truth) + 0.3)
                rows.append(
                    {
                        "country": country,
                        "year": year,
                        "sex": "both",
                        "age_from": 5,
                        "age_to": 17,
                        "definition": "child_labour/sdg_8_7_1",
                        "measure": measure,
                        "serves": self.measures[0] if n == 1 and k % 2 else "",
                        "source_type": ("mics", "dhs", "labour_force_survey")[k % 3],
                        "source": f"Invented survey {n + 1}",
                        "origin": "invented",
                        "estimate": share,
                        "included": "yes" if used else "no",
                        "reason": "" if used else "leaves out the ages of 15 to 17",
                        "assumed_se": share * 0.12,
                        "assumed": "assumed",
                        "adjusted": float(expit(logit(share) - 0.1)) if used else None,
                        "fitted": truth if used else None,
                        "fitted_lower": lower if used else None,
                        "fitted_upper": upper if used else None,
                        "outlier": "others" if used and k % 10 == 3 else "",
                    }
                )
        return rows

    def refused(self):
        return [
            {
                "measure": self.measures[0],
                "place_kind": "region",
                "place": "OCEANIAexAUSNZL",
                "year": YEAR,
                "sex": "both",
                "age_from": 5,
                "age_to": 17,
                "statistic": "share",
                "code": "coverage",
                "text": "fewer than half of the children live in countries with figures",
            }
        ]

    def changes(self):
        rows = []
        if len(self.years) == 1:
            return rows
        first, last = self.years[0], self.years[-1]
        for code, kind, name in (
            ("WORLD", "world", "World"),
            ("SUBSAHARANAFRICA", "region", "Sub-Saharan Africa"),
        ):
            for quantity, scenario, value, to in (
                ("change_in_share", "", -0.021, last),
                ("change_in_persons", "", -21.4e6, last),
                ("from_population", "", 12.0e6, last),
                ("from_prevalence", "", -33.4e6, last),
                ("annual_rate_of_reduction", "", 0.024, last),
                ("required_rate", "", 0.31, 2030),
                ("share", "same_rate", 0.07, 2030),
                ("share", "constant_share", 0.086, 2030),
            ):
                held = scenario == "constant_share"
                rows.append(
                    {
                        "measure": self.measures[0],
                        "place_kind": kind,
                        "place": code,
                        "place_name": name,
                        "region": "",
                        "sex": "both",
                        "age_from": 5,
                        "age_to": 17,
                        "from_year": first,
                        "to_year": to,
                        "quantity": quantity,
                        "scenario": scenario,
                        "value": value,
                        "lower": value - abs(value) / 3,
                        "upper": value + abs(value) / 3,
                        "level": LEVEL,
                        "probability_of_decline": None if held else 0.97,
                        "flags": "share-held-constant" if held else "",
                    }
                )
        return rows

    def draws(self):
        keys = ("measure", "place_kind", "place", "year", "sex", "age_from", "age_to")
        return [
            {**{k: row[k] for k in keys}, "draws": [row["value"]] * 4}
            for row in self.estimates()
            if row["statistic"] == "share"
        ]

    def tables(self):
        return WorldTables(
            estimates=self.estimates(),
            changes=self.changes(),
            figures=self.figures(),
            validation=scores(),
            moves=moves(self.measures[0]),
            refused=self.refused(),
            draws=self.draws(),
        )
