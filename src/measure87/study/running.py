"""Runs, checks, explains and publishes a study of any kind: the steps of `kinds`, in order."""

from collections.abc import Sequence
from pathlib import Path

from measure87.disseminate import refuse_unfit, settle
from measure87.files.engines import NOT_ASKED, AskedEngine
from measure87.files.owner_folder import locked
from measure87.study.kinds import (
    FILE,
    OUT,
    Checked,
    ChoosesEngine,
    Explained,
    Files,
    Released,
    Study,
    kind_of,
    study_in,
)
from measure87.study.publication import publish_result_again
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.progress import progress


def run_study(folder: Path, engine: AskedEngine = NOT_ASKED) -> Result:
    """Run a study; what is released lies in `folder/out/` too.

    Parameters
    ----------
    engine
        What is asked of an engine beside what the settings say.

    Returns
    -------
    Result
        As released, after the disclosure gate.

    Raises
    ------
    Measure87Error
        As `release_study`.
    """
    return release_study(folder, engine).result


def release_study(folder: Path, engine: AskedEngine = NOT_ASKED) -> Released:
    """Read, check, estimate, disclose and publish a study of any kind.

    What is released is put into `folder/out/` as a whole, and the former release is kept in
    `folder/out.previous/`; a run that is killed leaves one of the two and can be run again.

    Raises
    ------
    Measure87Error
        Before anything is released, with what is wrong and what to do.
    RefusedError
        If no figure at all can be defended; nothing is released.
    """
    out = folder / OUT
    settle(out)
    study = _on_engine(study_in(folder), engine)
    refuse_unfit(out)
    with locked(folder):
        return released(study, out)


def released[R: Released](study: Study[R], out: Path) -> R:
    """Take all steps of one study, and put what may be published into a folder."""
    with study.around():
        opened = study.open(out, trial=False)
        gated = opened.compute().gate()
        opened.require_unchanged()
        found = gated.publish(out)
        progress("Done", 1.0)
    return found


def check_study(folder: Path, engine: AskedEngine = NOT_ASKED) -> Checked:
    """Everything that `run` would object to, without keeping or publishing anything.

    Raises
    ------
    Measure87Error
        For whatever would stop a run.
    """
    out = folder / OUT
    settle(out)
    study = _on_engine(study_in(folder), engine)
    with study.around():
        return study.open(out, trial=True).check()


def _on_engine(study: Study[Released], asked: AskedEngine) -> Study[Released]:
    """The study on the engine that was asked for.

    Raises
    ------
    UsageError
        If studies of its kind have no choice.
    """
    if asked == NOT_ASKED:
        return study
    if not isinstance(study, ChoosesEngine):
        raise UsageError(
            "an engine is named, and only a study of a survey has a choice of engines",
            code="engine",
            hint="leave --engine and what belongs to it out",
        )
    return study.on_engine(asked)


def explain_in_study(folder: Path, person: str) -> Explained:
    """Explain one person of a study, from what its last run kept in `private/`.

    Raises
    ------
    StudyError
        If the study forbids it or its kind has no persons to explain, if it was not run with
        these inputs, or has no such person.
    """
    settle(folder / OUT)
    return study_in(folder).explain(person)


def publish_again(folder: Path, formats: Sequence[str] | None = None) -> Files:
    """Write formats of the last release of a study anew, into `folder/out/`.

    Reads what was released and the study's own definitions, and no data: what was hidden when
    the study was run stays hidden. A release may lie there without its `study.toml`; it then says
    itself which page it has.

    Parameters
    ----------
    folder
        A study that was run.
    formats
        Names of formats; all if None.

    Raises
    ------
    StudyError
        If the study was not run, or a released file was changed since.
    RefusedError, MissingExtraError
        If a format that was asked for by name cannot be written.
    UsageError
        If there is no such format.
    """
    settle(folder / OUT)
    if not (folder / FILE).exists():
        return publish_result_again(folder, formats)
    return kind_of(folder).republish(folder, formats)
