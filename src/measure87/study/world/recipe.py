"""The world estimate in order: read, lay out, fit, sum, ask for changes, validate, state, write."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from measure87.combine.aggregation.coverage import CoverageRule
from measure87.combine.aggregation.draw_table import DrawTable
from measure87.combine.aggregation.summary import summarise
from measure87.combine.aggregation.tables import Findings, together
from measure87.combine.aggregation.world import PublicationRules, WorldEstimate, world_estimate
from measure87.combine.model.one_thread import one_thread
from measure87.combine.validation.gather import gather_statement
from measure87.combine.validation.move_words import largest_moves
from measure87.disseminate import settle
from measure87.disseminate.pages.world import WorldTables, write_world
from measure87.files import while_reading
from measure87.study.world.about import run_facts, world_about
from measure87.study.world.beforehand import check_beforehand
from measure87.study.world.changes import changes_of
from measure87.study.world.consultation import consultation_workbooks
from measure87.study.world.country_layout import CountryLayout, country_layout, unsupported_of
from measure87.study.world.figure_rows import figure_rows, unused_rows
from measure87.study.world.file_labels import file_labels
from measure87.study.world.fitting import FittedMeasure, fit_measures
from measure87.study.world.inputs import WorldInputs, read_inputs
from measure87.study.world.moves import moves_of
from measure87.study.world.parameter_files import parameter_files
from measure87.study.world.published_beside import beside_published
from measure87.study.world.run_warnings import run_warnings
from measure87.study.world.settings import WorldSettings, read_world_settings
from measure87.study.world.trust import validate_all
from measure87.study.world.unchanged import hashes_now, require_unchanged
from measure87.vocabulary.errors import RefusedError
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
    layout = country_layout(inputs, settings)
    fitted = fit_measures(settings, inputs, layout)
    rule = _coverage_rule(settings)
    worlds = [_world(settings, inputs, layout, one, rule) for one in fitted]
    draws = [DrawTable(one.settings.name) for one in fitted]
    progress("summing", 0.0)
    estimates = together(
        [summarise(world, watch=table.keep) for world, table in zip(worlds, draws, strict=True)]
    )
    _require_something(estimates)
    asked = {
        one.settings.name: changes_of(world, settings, inputs, one)
        for world, one in zip(worlds, fitted, strict=True)
    }
    changes = together([one.findings for one in asked.values()])
    trusts = validate_all(settings, fitted, inputs, layout)
    figures = pl.concat(
        [
            *(
                figure_rows(inputs.figures, one, trust.left_out, settings.level)
                for one, trust in zip(fitted, trusts, strict=True)
            ),
            unused_rows(inputs.figures, fitted),
        ]
    )
    estimates = replace(estimates, rows=beside_published(estimates.rows, figures))
    warnings = run_warnings(settings, inputs, fitted, trusts)
    moves = moves_of(settings, fitted, worlds)
    facts = run_facts(settings, inputs, fitted, trusts, figures, largest_moves(moves), warnings)
    statement = gather_statement(facts, settings.gather)
    statement.refuse_unless_complete()
    tables = WorldTables(
        estimates=estimates.rows,
        changes=changes.rows,
        figures=figures,
        validation=[row for one in trusts for row in one.rows],
        moves=moves,
        refused=pl.concat([estimates.refused, changes.refused]).unique(maintain_order=True),
        draws=pl.concat([one.frame() for one in draws]),
    )
    require_unchanged(settings, before)
    progress("writing", 0.0)
    written = write_world(
        folder,
        tables,
        world_about(
            settings,
            inputs,
            fitted,
            trusts,
            rule,
            warnings,
            {name: one.editions for name, one in asked.items()},
        ),
        statement.rows(),
        consultation_workbooks(settings, estimates, figures),
        parameter_files(settings, inputs, fitted),
    )
    return WorldRun(
        folder=folder,
        settings=settings,
        estimates=estimates.rows,
        refused=tables.refused,  # type: ignore[arg-type]
        warnings=tuple(warnings),
        files=tuple(sorted(written.files)),
    )


def _coverage_rule(settings: WorldSettings) -> CoverageRule:
    rules = settings.publication
    return CoverageRule(
        least_population_share=rules.least_population_share,
        most_years_away=rules.most_years_away,
        least_countries=rules.least_countries,
    )


def _world(
    settings: WorldSettings,
    inputs: WorldInputs,
    layout: CountryLayout,
    one: FittedMeasure,
    rule: CoverageRule,
) -> WorldEstimate:
    figures = one.given.figures
    years = {
        code: np.unique(figures.year[figures.country == place]).tolist()
        for place, code in enumerate(inputs.countries)
    }
    return world_estimate(
        one.countries,
        inputs.population,
        inputs.members,
        rules=PublicationRules(
            coverage=rule,
            countries_with_own_figures_only=bool(settings.publication.own_figures_only),
            figure_years=years,
        ),
        level=settings.level,
        split=inputs.split,
        unsupported=unsupported_of(one.countries, layout),
    )


def _require_something(estimates: Findings) -> None:
    if estimates.rows.is_empty():
        first = estimates.refused.row(0, named=True) if estimates.refused.height else {}
        raise RefusedError(
            f"no estimate may be published: {first.get('text', 'there is none')}",
            code=str(first.get("code", "nothing-to-publish")),
            hint="bring figures of more countries, or state other rules under [publication]",
        )


__all__ = ["WorldRun", "run_world"]
