"""Make three rounds of an invented country in which child labour falls as planned; run them.

    python examples/three-rounds/make_rounds.py FOLDER

Each round is a sample of its own, of a country invented from a seed of its own. In the second and
third a share of the children, drawn at random, did no work at all, so that child labour is that
share lower than in the country; `truth.json` in each folder says how much is left. FOLDER then
holds 2016, 2020 and 2024. In the last more children were not reached, more of them in towns; its
weights are made by a recipe, its errors come from replicates, and its report has the trend. Last,
the plan of a fourth round is sized, by the command that does it.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from measure87.simulate import InventedCountry, invent_country, write_study_data
from measure87.study import run_study
from measure87.vocabulary.estimate import Result

HERE = Path(__file__).parent
SEED = 87
PERSONS = 20_000
FREED = {2016: 0.0, 2020: 0.15, 2024: 0.30}
"""Round to the share of children who, unlike in the country, do no work."""
DATES = {2016: "2016-05-10", 2020: "2020-06-02", 2024: "2024-05-15"}
MEASURE = "child_labour_sdg_b"
ASKED = ("CL1A", "CL1B", "CL1C", "CL1X", "CL7", "CL9", *(f"CL11{letter}" for letter in "ABCDEFX"))
FOLLOW_UP = ("CL3", "CL4", "CL5", "CL6A", "CL6B", "CL6C", "CL6D", "CL6E", "CL6X",
             "CL8", "CL10", "CL13")  # fmt: skip
NO = 2
COMPLETED, NOT_AT_HOME = 1, 2
NOT_REACHED = {1: 0.25, 2: 0.10}
"""Area (1 urban, 2 rural) to the share not reached, in the last round beside the usual few."""
WEIGHT = '[fs.persons.weight]\nvariable = "fsweight"\n'


def round_of(year: int) -> InventedCountry:
    """A sample of the invented country of a year, with some children freed of work."""
    number = list(FREED).index(year)
    country = invent_country(SEED + number, persons=PERSONS)
    rng = np.random.default_rng([SEED, number])
    children = country.children
    freed = pl.Series(rng.random(children.height) < FREED[year])
    answers = [
        pl.when(freed & pl.col(name).is_not_null()).then(value).otherwise(pl.col(name)).alias(name)
        for names, value in ((ASKED, NO), (FOLLOW_UP, None))
        for name in names
    ]
    children = children.with_columns(answers)
    if year == max(FREED):
        children = with_more_not_reached(children, rng)
    return replace(country, children=children)


def with_more_not_reached(children: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The children with more who were not reached, whatever they do."""
    chance = children["HH6"].replace_strict(NOT_REACHED, return_dtype=pl.Float64)
    missed = pl.Series(rng.random(children.height)) < chance
    result = pl.when(missed & (pl.col("FS17") == COMPLETED)).then(NOT_AT_HOME)
    return children.with_columns(result.otherwise(pl.col("FS17")).alias("FS17"))


def write_what_weighs(folder: Path, country: InventedCountry) -> None:
    """The file with base weights, and the population that weights are to meet.

    `fshweight` is that of the household where the interview was completed, and 0 elsewhere;
    households of one cluster were drawn alike.
    """
    base = pl.col("fshweight").max().over("PSU").alias("base_weight")
    country.children.with_columns(base).write_parquet(folder / "data" / "fs.parquet")
    values = country.truth["measures"][MEASURE]["values"]
    regions = [(v["group"]["region"], v["persons"]) for v in values if [*v["group"]] == ["region"]]
    lines = ["region,persons", *(f"{region},{persons}" for region, persons in regions)]
    (folder / "population.csv").write_text("\n".join(lines) + "\n", "utf-8")


def true_share(country: InventedCountry, year: int) -> float:
    """The share in child labour of the country's children that is left."""
    values = country.truth["measures"][MEASURE]["values"]
    (everybody,) = (one["value"] for one in values if not one["group"])
    return float(everybody) * (1.0 - FREED[year])


def write_round(folder: Path, year: int) -> None:
    """A study folder of one round, with its data and its truth."""
    country = round_of(year)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as made:
        write_study_data(country, made)
        (folder / "data").mkdir()
        shutil.copy(Path(made) / "fs.sav", folder / "data" / "fs.sav")
    mapping = (HERE / "mapping.toml").read_text("utf-8")
    text = (HERE / "study.toml").read_text("utf-8")
    if year == max(FREED):
        write_what_weighs(folder, country)
        shutil.copy(HERE / "recipe.toml", folder / "recipe.toml")
        shutil.copy(HERE / "plan.toml", folder / "plan.toml")
        mapping = mapping.replace(WEIGHT, "")  # the recipe makes it
    else:
        text = text.replace("fs.parquet", "fs.sav")
        text = text[: text.index("# The two rounds before")]
        text = text.replace("third round", f"round of {year}")
        text = text.replace("year = 2024", f"year = {year}").replace(DATES[2024], DATES[year])
    (folder / "study.toml").write_text(text, "utf-8")
    (folder / "mapping.toml").write_text(mapping, "utf-8")
    truth = {"notice": "INVENTED DATA", MEASURE: true_share(country, year)}
    (folder / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", "utf-8")


def make_rounds(folder: Path) -> Result:
    """Make the three rounds and run them in order; the newest one's result."""
    for year in FREED:
        write_round(folder / str(year), year)
        newest = run_study(folder / str(year))
    return newest


def size_of_the_next(folder: Path) -> str:
    """What `measure87 design size` says of the plan for the round after the newest."""
    plan = folder / str(max(FREED)) / "plan.toml"
    command = [sys.executable, "-m", "measure87", "design", "size", str(plan)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def main() -> None:
    """Make the rounds in the folder that is named, tell the trend, and size the next round."""
    folder = Path(sys.argv[1])
    result = make_rounds(folder)
    for one in result.trends:
        if one.name == MEASURE and not one.group and one.trend is not None:
            what = "slope" if one.trend.at is None else f"change of slope in {one.trend.at:.1f}"
            print(
                f"{what}: {100 * (one.value or 0.0):.2f} points a year, p {one.trend.p_value:.3f}"
            )
    print(size_of_the_next(folder))
    print(f"Report: {folder / str(max(FREED)) / 'out' / 'report.html'}")


if __name__ == "__main__":
    main()
