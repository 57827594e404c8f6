"""What a world run releases of its model: `parameters.json` and `parameters.parquet`.

Draws of what all countries share, their columns, and the settings by which published figures
become figures of the model; nothing of single persons, for all inputs are published figures. A
country puts its newer figures to them with `combine --with-release`.
"""

import io
import json
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from measure87 import __version__
from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.release import (
    GlobalDraws,
    MeasureParameters,
    Parameters,
    RunLayout,
    global_draws,
    run_layout,
)
from measure87.combine.release.parameters import SCHEMA
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.releases.codec import plain

DESCRIPTION, DRAWS = "parameters.json", "parameters.parquet"
SETTINGS = (
    "title", "topic", "year", "years", "trend", "level", "sexes", "ages", "measures", "model",
)  # fmt: skip
"""Keys of the settings that say how figures become figures of the model. They name no file."""
RELEASED = 1000
"""Draws that are released, where there are as many."""
SHARED = "shared"
"""Name of the shared coefficients among the draws."""
NESTED = "nested-measure"


def parameter_files(
    settings: WorldSettings, inputs: WorldInputs, fitted: Sequence[FittedMeasure]
) -> dict[str, bytes]:
    """Both files, by their names."""
    kept = [
        (place, one)
        for place, one in enumerate(fitted)
        if one.settings.base is None and not one.definition  # others are of the same draws
    ]
    draws = {}
    for place, one in kept:
        rng = np.random.default_rng([settings.seed, place, 3])
        draws[one.settings.name] = global_draws(one.draws, RELEASED, rng)
    content = Parameters(
        schema=SCHEMA,
        measure87=__version__,
        settings={key: settings.content[key] for key in SETTINGS if key in settings.content},
        split=settings.population.split,
        measures={
            one.settings.name: MeasureParameters(
                draws=draws[one.settings.name].n,
                shapes=_shapes(draws[one.settings.name]),
                layout=_layout(one, inputs).stated(),
            )
            for _, one in kept
        },
        without={one.settings.name: NESTED for one in fitted if one.settings.base is not None},
    )
    text = json.dumps(plain(content), ensure_ascii=False, indent=None, allow_nan=False) + "\n"
    return {DESCRIPTION: text.encode(), DRAWS: _parquet(draws)}


def _shapes(draws: GlobalDraws) -> dict[str, list[int]]:
    """Shape of one draw of each name; an empty one is a single number."""
    found = {name: list(values.shape[1:]) for name, values in sorted(draws.sites.items())}
    return found | {SHARED: list(draws.shared.shape[1:])}


def _layout(one: FittedMeasure, inputs: WorldInputs) -> RunLayout:
    return run_layout(
        one.draws.design,
        countries=inputs.countries,
        source_types=one.given.source_types,
        adjustments=one.given.adjustments,
        surveys_far_off="survey_tail" in one.draws.sites,
    )


def _parquet(draws: dict[str, GlobalDraws]) -> bytes:
    """One row for each measure, draw and name: its values in one list."""
    rows = [row for name, one in draws.items() for row in _rows(name, one)]
    schema = pl.Schema({"measure": pl.String(), "draw": pl.Int32(), "name": pl.String(),
                        "values": pl.List(pl.Float32)})  # fmt: skip
    target = io.BytesIO()
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(
        target, compression="zstd", compression_level=3, statistics=False
    )
    return target.getvalue()


def _rows(measure: str, draws: GlobalDraws) -> Iterator[tuple[str, int, str, list[float]]]:
    for draw in range(draws.n):
        for name, value in sorted(draws.at(draw).items()):
            yield measure, draw, name, np.ravel(value).tolist()
        yield measure, draw, SHARED, draws.shared[draw].tolist()
