"""The world estimate in order: read, lay out, fit, sum, ask for changes, validate, state, write."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from measure87.combine.estimate import estimate_world
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.model.one_thread import one_thread
from measure87.combine.validation.gather import gather_statement
from measure87.combine.validation.move_words import largest_moves
from measure87.disseminate import settle
from measure87.disseminate.pages.world import WorldTables, write_world
from measure87.files import while_reading
from measure87.study.world.about import run_facts, world_about
from measure87.study.world.beforehand import check_beforehand
from measure87.study.world.consultation import consultation_workbooks
from measure87.study.world.file_labels import file_labels
from measure87.study.world.inputs import read_inputs
from measure87.study.world.parameter_files import parameter_files
from measure87.study.world.run_warnings import run_warnings
from measure87.study.world.settings import WorldSettings, read_world_settings
from measure87.study.world.unchanged import hashes_now, require_unchanged
from measure87.vocabulary.progress import progress
from measure87.vocabulary.releases.world import StatedWarning


@dataclass(frozen=True)
class WorldRun:
    """What was made.

    Attributes
    ----------
    folder : Path
    settings : WorldSettings
    estimates, refused : DataFrame
        `COMBINED_ESTIMATES` and `COMBINED_REFUSALS`.
    warnings : tuple of StatedWarning
    files : tuple of str
    """

    folder: Path
    settings: WorldSettings
    estimates: pl.DataFrame
    refused: pl.DataFrame
    warnings: tuple[StatedWarning, ...]
    files: tuple[str, ...]


def run_world(config: Path, folder: Path) -> WorldRun:
    """Make a world estimate out of a settings file.

    Nothing is written unless everything could be made. The same seed gives the same bytes, however
    many threads and cores there are.

    Raises
    ------
    StudyError, DataError, UsageError
        For settings or files that are wrong.
    RefusedError
        For what cannot be defended: a trend that the figures cannot carry, chains that have not
        converged, a GATHER statement with a gap, an estimate of which nothing may be published.
    """
    settle(folder)
    settings = read_world_settings(config)
    check_beforehand(settings, folder)
    before = hashes_now(settings)
    files = file_labels(settings).values()
    with while_reading(files), one_thread():
        inputs = read_inputs(settings)
        return _run(settings, inputs, folder, before)


def _run(
    settings: WorldSettings, inputs: WorldInputs, folder: Path, before: Mapping[str, str | None]
) -> WorldRun:
    found = estimate_world(inputs, settings)
    fitted, trusts = found.fitted, found.trusts
    warnings = run_warnings(settings, inputs, fitted, trusts)
    moved = largest_moves(found.moves)
    facts = run_facts(settings, inputs, fitted, trusts, found.figures, moved, warnings)
    statement = gather_statement(facts, settings.gather)
    statement.refuse_unless_complete()
    refused = found.refused
    tables = WorldTables(
        estimates=found.estimates.rows,
        changes=found.changes.rows,
        figures=found.figures,
        validation=found.validation,
        moves=found.moves,
        refused=refused,
        draws=found.draws,
    )
    require_unchanged(settings, before)
    progress("writing", 0.0)
    written = write_world(
        folder,
        tables,
        world_about(settings, inputs, fitted, trusts, found.rule, warnings, found.editions),
        statement.rows(),
        consultation_workbooks(settings, found.estimates, found.figures),
        parameter_files(settings, inputs, fitted),
    )
    return WorldRun(
        folder=folder,
        settings=settings,
        estimates=found.estimates.rows,
        refused=refused,
        warnings=tuple(warnings),
        files=tuple(sorted(written.files)),
    )


__all__ = ["WorldRun", "run_world"]
