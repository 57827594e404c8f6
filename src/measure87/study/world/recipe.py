"""The steps of a world estimate: read, estimate, state, write; alike for `combine` and `run`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from measure87.combine.estimate import WorldFindings, estimate_world
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.model.one_thread import one_thread
from measure87.combine.validation.gather import GatherStatement, gather_statement
from measure87.combine.validation.move_words import largest_moves
from measure87.disseminate import settle
from measure87.disseminate.pages.world import WorldTables, write_world
from measure87.files import while_reading
from measure87.study.kinds import FILE
from measure87.study.running import released
from measure87.study.world.about import run_facts, world_about
from measure87.study.world.beforehand import check_beforehand
from measure87.study.world.check import WorldCheck, check_of
from measure87.study.world.consultation import consultation_workbooks
from measure87.study.world.inputs import read_inputs
from measure87.study.world.parameter_files import parameter_files
from measure87.study.world.run_warnings import run_warnings
from measure87.study.world.settings import WorldSettings, read_world_settings
from measure87.study.world.summary import WorldRun
from measure87.study.world.unchanged import file_labels, hashes_now, require_unchanged
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.progress import progress
from measure87.vocabulary.releases.world import StatedWarning


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
    return released(WorldStudy(read_world_settings(config)), folder)


@dataclass(frozen=True)
class WorldStudy:
    """See `kinds.Study`."""

    settings: WorldSettings

    def around(self) -> AbstractContextManager[None]:
        """See `kinds.Study`."""
        return while_reading(file_labels(self.settings).values())

    def open(self, out: Path, *, trial: bool) -> "OpenedWorld":
        """See `kinds.Study`; a trial reads what a run does."""
        check_beforehand(self.settings, out)
        before = hashes_now(self.settings)
        with one_thread():
            return OpenedWorld(self.settings, read_inputs(self.settings), before)

    def explain(self, person: str) -> NoReturn:
        """See `kinds.Study`."""
        raise StudyError(
            "a world estimate explains no persons: it is made of published figures",
            code="explain-off",
            where=FILE,
            hint="figures.csv of the release says of each figure whether it served, and why not",
        )

    def input_hashes(self) -> Mapping[str, str]:
        """See `kinds.Study`."""
        now = hashes_now(self.settings)
        return {label: digest for label, digest in now.items() if digest is not None}


@dataclass(frozen=True)
class OpenedWorld:
    """See `kinds.Opened`.

    before : SHA-256 of each file before it was read
    """

    settings: WorldSettings
    inputs: WorldInputs
    before: Mapping[str, str | None]

    def check(self) -> WorldCheck:
        """See `kinds.Opened`; the model is not run, for that takes minutes."""
        return check_of(self.settings, self.inputs)

    def compute(self) -> "ComputedWorld":
        """See `kinds.Opened`."""
        with one_thread():
            found = estimate_world(self.inputs, self.settings)
        warnings = run_warnings(self.settings, self.inputs, found.fitted, found.trusts)
        return ComputedWorld(self.settings, self.inputs, found, tuple(warnings))

    def require_unchanged(self) -> None:
        """See `kinds.Opened`."""
        require_unchanged(self.settings, self.before)


@dataclass(frozen=True)
class ComputedWorld:
    """See `kinds.Computed`."""

    settings: WorldSettings
    inputs: WorldInputs
    found: WorldFindings
    warnings: tuple[StatedWarning, ...]

    def gate(self) -> "GatedWorld":
        """See `kinds.Computed`: which places may be shown, `estimate_world` has looked at already.

        What remains is that the run can be followed: a GATHER statement without a gap.
        """
        found, settings = self.found, self.settings
        facts = run_facts(
            settings,
            self.inputs,
            found.fitted,
            found.trusts,
            found.figures,
            largest_moves(found.moves),
            self.warnings,
        )
        statement = gather_statement(facts, settings.gather)
        statement.refuse_unless_complete()
        return GatedWorld(self, statement)


@dataclass(frozen=True)
class GatedWorld:
    """See `kinds.Gated`."""

    made: ComputedWorld
    statement: GatherStatement

    def publish(self, out: Path) -> WorldRun:
        """See `kinds.Gated`."""
        settings, inputs, found = self.made.settings, self.made.inputs, self.made.found
        warnings = self.made.warnings
        progress("writing", 0.0)
        about = world_about(
            settings,
            inputs,
            found.fitted,
            found.trusts,
            found.rule,
            warnings,
            found.editions,
            found.coverage_refusals,
        )
        with one_thread():
            written = write_world(
                out,
                _tables(found),
                about,
                self.statement.rows(),
                consultation_workbooks(settings, found.estimates, found.figures),
                parameter_files(settings, inputs, found.fitted),
            )
        return WorldRun(
            folder=out,
            settings=settings,
            estimates=found.estimates.rows,
            refused=found.refused,
            warnings=warnings,
            files=tuple(sorted(written.files)),
        )


def _tables(found: WorldFindings) -> WorldTables:
    return WorldTables(
        estimates=found.estimates.rows,
        changes=found.changes.rows,
        figures=found.figures,
        validation=found.validation,
        moves=found.moves,
        refused=found.refused,
        draws=found.draws,
    )


__all__ = ["WorldRun", "WorldStudy", "run_world"]
