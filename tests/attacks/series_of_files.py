"""Observations of files for the United Nations and the ILO, each with the codes that it is of."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

SERIES = {"SL_TLF_CHLDEA": "child_labour_sdg_a", "SL_TLF_CHLDEC": "child_labour_sdg_b"}
INDICATORS = {"SDG_A871": "child_labour_sdg_a", "SDG_B871": "child_labour_sdg_b"}


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def observations_of(path: Path) -> Iterator[dict[str, str]]:
    """Observations of an SDMX message, with what holds of their series."""
    for series in ElementTree.parse(path).iter():  # noqa: S314
        if series.tag.endswith("Series"):
            for one in series:
                yield {**series.attrib, **one.attrib}


def of_the_ilo(row: Mapping[str, str]) -> dict[str, str]:
    series = next(name for key, name in INDICATORS.items() if row["indicator"].startswith(key))
    ages = row["classif1"].rpartition("_Y")[2].split("-")
    age = "T".join(one.lstrip("0") for one in ages)
    return {
        "SERIES": next(key for key, name in SERIES.items() if name == series),
        "SEX": row["sex"].removeprefix("SEX_"),
        "AGE": f"Y{age}" if age[:1].isdigit() else "_T",
        "OBS_VALUE": row["obs_value"],
    }
