"""A small world made up by hand, as the files that a user would have: true of no country."""

from pathlib import Path

REGIONS = {
    "NORTH": ("KEN", "UGA", "TZA", "RWA", "GHA", "NGA", "SEN", "MLI"),
    "SOUTH": ("IND", "NPL", "BGD", "LKA", "PER", "BOL", "COL", "ECU"),
    "EAST": ("VNM", "LAO"),
}
"""Invented regions; nobody has surveyed EAST."""
SURVEYED = REGIONS["NORTH"][:7] + REGIONS["SOUTH"][:7]
YEAR = 2016
BASE, INNER = "child_labour_icls", "hazardous_work_icls"
FIGURES_HEAD = (
    "country,year,sex,age_from,age_to,measure,source_type,source,recall_days,estimate,se,n,note"
)
SHARES = (0.08, 0.21, 0.12, 0.05, 0.17, 0.30, 0.10, 0.06, 0.14, 0.24, 0.09, 0.18, 0.11, 0.07)
PARTS = (0.5, 0.4, 0.6, 0.3, 0.5, 0.45, 0.35, 0.55, 0.5, 0.4, 0.6, 0.3, 0.5, 0.45)

BASE_TABLE = f"""[measures.{BASE}]
label = "Child labour, invented"
definition = "invented"
"""
INNER_TABLE = f"""[measures.{INNER}]
label = "Hazardous work, invented"
definition = "invented"
within = "{BASE}"
"""
SETTINGS = f"""# INVENTED DATA: true of no country.
schema = 1
title = "INVENTED WORLD of sixteen countries"
invented = true
topic = "child_labour"
year = {YEAR}
seed = 3
regions_file = "regions.csv"
consultation = true

[inputs.made_up]
file = "figures.csv"

[population]
file = "population.csv"

{BASE_TABLE}
[model]
chains = 2
warmup = 150
draws = 900
kept_draws = 60

[publication]
minimum_population_share = 0.5

[target]
share = 0.05
year = 2020
changes = [[2012, 2016]]
scenarios = ["constant_share", "required_rate"]
projected_years = [2018, 2020]

[[target.editions]]
label = "Edition of {YEAR}"
year = {YEAR}
[[target.editions.published]]
source = "INVENTED report"
definition = "invented"
measure = "{BASE}"
value = 0.125
ages = [5, 17]
[[target.editions.published]]
source = "INVENTED totals"
definition = "another"
measure = "{BASE}"
statistic = "persons"
value = 160e6
ages = [5, 17]

[[target.editions]]
label = "Edition of 2012"
year = 2012

[validation]
countries = true
draws = 100

[gather]
objectives = "To try the program. Everything is invented."
funding = "Nobody paid for it."
data_search = "No search: the figures are invented."
model_selection = "No covariates, for none were invented."
code_access = "The program and these settings."
interpretation = "None: the figures are invented."
limitations = "They are invented."
"""


def figure(country: str, measure: str, share: float, **other: object) -> str:
    """A row of figures.csv."""
    row = {
        "country": country, "year": YEAR, "sex": "both", "age_from": 5, "age_to": 17,
        "measure": measure, "source_type": "mics", "source": f"INVENTED {country}",
        "recall_days": 7, "estimate": f"{share:.4f}", "se": 0.012, "n": "",
        "note": "",
    }  # fmt: skip
    return ",".join(str((row | other)[name]) for name in FIGURES_HEAD.split(","))


def figure_rows() -> list[str]:
    """Child labour in fourteen countries, hazardous work within it in the same surveys."""
    rows = []
    for place, (country, share) in enumerate(zip(SURVEYED, SHARES, strict=True)):
        kind = "labour_force_survey" if place % 4 == 3 else "mics"
        rows.append(figure(country, BASE, share, source_type=kind))
        inner = share * PARTS[place]
        rows.append(figure(country, INNER, inner, source_type=kind, se=0.003))
    return rows


def write_figures(folder: Path, rows: list[str]) -> None:
    """Write figures.csv."""
    (folder / "figures.csv").write_text("\n".join([FIGURES_HEAD, *rows]) + "\n")


def write_population(folder: Path, years: tuple[int, ...] = (2015, 2020)) -> None:
    """Write population.csv: girls and boys of 5 to 17."""
    countries = [c for members in REGIONS.values() for c in members]
    lines = ["country,year,sex,age_from,age_to,persons"]
    lines += [
        f"{country},{year},{sex},5,17,{1_000_000 + 100_000 * number}"
        for number, country in enumerate(countries)
        for year in years
        for sex in ("female", "male")
    ]
    (folder / "population.csv").write_text("\n".join(lines) + "\n")


def write_regions(folder: Path) -> None:
    """Write regions.csv."""
    lines = ["iso3,region,region_name,subregion,subregion_name,seen"]
    for region, members in REGIONS.items():
        name = f"Invented {region.lower()}"
        lines += [f"{c},{region},{name},{region}-1,{name} one,secondary" for c in members]
    (folder / "regions.csv").write_text("\n".join(lines) + "\n")


def write_made_world(folder: Path, settings: str = SETTINGS) -> Path:
    """Write everything; returns the settings file."""
    folder.mkdir(parents=True, exist_ok=True)
    write_figures(folder, figure_rows())
    write_population(folder)
    write_regions(folder)
    (folder / "world.toml").write_text(settings)
    return folder / "world.toml"
