"""Make three rounds of an invented country in which child labour falls as planned; run them.

    python examples/three-rounds/make_rounds.py FOLDER

Each round is a sample of its own, of a country invented from a seed of its own. In the second and
third a share of the children, drawn at random, did no work at all, so that child labour is that
share lower than in the country; `truth.json` in each folder says how much is left. FOLDER then
holds 2016, 2020 and 2024; the last has the trend in its report.
"""

import json
import shutil
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
    return replace(country, children=children.with_columns(answers))


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
    shutil.copy(HERE / "mapping.toml", folder / "mapping.toml")
    text = (HERE / "study.toml").read_text("utf-8")
    if year != max(FREED):
        text = text[: text.index("# The two rounds before")]
        text = text.replace("third round", f"round of {year}")
        text = text.replace("year = 2024", f"year = {year}").replace(DATES[2024], DATES[year])
    (folder / "study.toml").write_text(text, "utf-8")
    truth = {"notice": "INVENTED DATA", MEASURE: true_share(country, year)}
    (folder / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", "utf-8")


def make_rounds(folder: Path) -> Result:
    """Make the three rounds and run them in order; the newest one's result."""
    for year in FREED:
        write_round(folder / str(year), year)
        newest = run_study(folder / str(year))
    return newest


def main() -> None:
    """Make the rounds in the folder that is named, and tell the trend."""
    folder = Path(sys.argv[1])
    result = make_rounds(folder)
    for one in result.trends:
        if one.name == MEASURE and not one.group and one.trend is not None:
            what = "slope" if one.trend.at is None else f"change of slope in {one.trend.at:.1f}"
            print(
                f"{what}: {100 * (one.value or 0.0):.2f} points a year, p {one.trend.p_value:.3f}"
            )
    print(f"Report: {folder / str(max(FREED)) / 'out' / 'report.html'}")


if __name__ == "__main__":
    main()
