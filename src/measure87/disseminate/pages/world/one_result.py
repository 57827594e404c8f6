"""`estimates.json`: the world estimate as the one result object that every command gives.

All inputs are published figures, so there are no persons whom a figure could give away: the
result counts as released, without the gate that figures from microdata pass.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from measure87.disseminate.json_text import json_text
from measure87.vocabulary.combined import Cell
from measure87.vocabulary.estimate import Notice, Refusal, Result
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.world import WorldAbout, WorldDiagnostics

if TYPE_CHECKING:
    import polars as pl

COMMAND = "combine"
METHOD = "world-model"
INTERVAL = "equal-tails"
_KEYS = ("place_kind", "place", "year", "sex")


def result_without_figures(about: WorldAbout) -> Result:
    """What the run says of itself."""
    return Result(
        command=COMMAND,
        estimates=(),
        warnings=[Notice(one.code, one.text) for one in about.warnings or ()],
        diagnostics=WorldDiagnostics(about=about),
        provenance=Provenance(
            inputs=dict(about.sources.inputs or {}),
            seed=about.seed,
            settings=dict(about.sources.settings or {}),
            version=about.version,
        ),
        released=True,
    )


def one_result_json(estimates: "pl.DataFrame", refused: "pl.DataFrame", about: WorldAbout) -> str:
    """The text of `estimates.json`, one figure a line."""
    whole = result_without_figures(about).to_json()
    parts: dict[str, Json] = {
        "estimates": [*_estimates(estimates, about)],
        "refused": [_refusal(row).to_json() for row in refused.iter_rows(named=True)],
    }
    return json_text({**whole, **parts})


def _estimates(frame: "pl.DataFrame", about: WorldAbout) -> Iterator[dict[str, Json]]:
    """Each figure as `Estimate.to_json` gives it; there can be a hundred thousand of them."""
    definitions = {one.name: one.definition for one in about.measures}
    for row in frame.iter_rows(named=True):
        of_share = row["statistic"] == "share"
        found: dict[str, Json] = {
            "name": row["measure"],
            "statistic": "proportion" if of_share else "total",
            "method": METHOD,
            "definition": definitions.get(row["measure"]) or None,
            "group": {**_group(row)},
            "labels": {"place": row["place_name"]},
            "unit": "proportion" if of_share else "persons",
            **{key: row[key] for key in ("value", "se", "lower", "upper", "level")},
            "interval": None if row["lower"] is None else INTERVAL,
            "flags": [row["basis"], *(row["flags"] or "").split()],
        }
        yield {key: value for key, value in found.items() if value is not None}


def _refusal(row: Mapping[str, Cell]) -> Refusal:
    return Refusal(str(row["measure"]), str(row["code"]), str(row["text"]), _group(row))


def _group(row: Mapping[str, Cell]) -> dict[str, str]:
    """Place, year, sex, age, as far as a row is about one."""
    found = {key: str(row[key]) for key in _KEYS if row[key] not in (None, "")}
    if row["age_from"] is not None:
        found["age"] = f"{row['age_from']}-{'' if row['age_to'] is None else row['age_to']}"
    return found
