"""The recipe of a list study: read, estimate by every method, disclose, publish; or check it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from msgspec.structs import replace as with_parts

from measure87.disseminate import ReportContext, publish, refuse_unfit, release
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.estimate.multiple_lists.result import result_of
from measure87.estimate.multiple_lists.side_by_side import estimate_lists
from measure87.files import SourceTable, read_source, sha256_of, while_reading
from measure87.study.keyed_hash import HashKey, kept_key, passing_key
from measure87.study.lists.case_records import in_standard, labelled, several_told
from measure87.study.lists.inputs import list_study
from measure87.study.lists.kind import ListCheck
from measure87.study.lists.records_of_holders import persons_of
from measure87.study.lists.settings import ListSettings, read_list_settings
from measure87.study.lock import locked
from measure87.study.publication import OUT
from measure87.study.survey.opening import at_fault_is_the_study, refuse_changed
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.progress import progress
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.lists import ListsStudy
from measure87.vocabulary.releases.reading import lists_said

COMMAND = "run"
_TRIAL_SAMPLES = 100


def run_list_study(folder: Path) -> Result:
    """Read the lists, estimate, disclose and publish into `folder/out/`.

    Returns
    -------
    Result
        As released, after the disclosure gate.

    Raises
    ------
    Measure87Error
        Before anything is written, with what is wrong and what to do.
    RefusedError
        If no figure can be defended, or none may be shown; nothing is written.
    """
    study = read_list_settings(folder)
    refuse_unfit(folder / OUT)
    with locked(folder), at_fault_is_the_study(), while_reading([study.table.name]):
        read = f"sha256:{sha256_of(study.table)}"
        result = _result(study, study.lists.options, kept_key(folder), trust=study.lists.trust)
        _refuse_nothing(result)
        progress("Disclosure", 0.85)
        released = release(result, study.disclosure)
        if all(figure.suppressed for figure in released.estimates):
            raise RefusedError(
                "no figure of this study may be shown",
                code="all-suppressed",
                hint="too few persons are on the lists, or two lists share one or two; "
                "see docs/methods/lists-disclosure.md",
            )
        if f"sha256:{sha256_of(study.table)}" != read:
            refuse_changed([study.table.name])
        progress("Report", 0.9)
        publish(released, folder / OUT, ReportContext((), study.language))
        progress("Done", 1.0)
    return released


def check_list_study(folder: Path) -> ListCheck:
    """Everything that `run` would object to, without publishing anything.

    The figures are computed with few bootstrap samples and thrown away.

    Raises
    ------
    Measure87Error
        For whatever would stop a run.
    """
    study = read_list_settings(folder)
    with at_fault_is_the_study(), while_reading([study.table.name]):
        options = replace(study.lists.options, replicates=_TRIAL_SAMPLES)
        result = _result(study, options, passing_key(), trust=True)
        progress("Trying the disclosure gate", 0.9)
        released = lists_said(release(result, study.disclosure))
    found = lists_said(result)
    observed, account = found.lists.observed, released.disclosure
    return ListCheck(
        computable=tuple(dict.fromkeys(item.method for item in result.estimates)),
        refused=tuple(result.refused),
        notices=tuple(result.warnings),
        lists=tuple(entry.name for entry in found.lists.lists),
        observed=observed if isinstance(observed, int) else None,
        counts_not_shown=account.counts_not_shown if account is not None else 0,
    )


def _result(study: ListSettings, options: MethodOptions, key: HashKey, *, trust: bool) -> Result:
    """Every method on the lists, before the disclosure gate."""
    progress("Reading the lists", 0.0)
    coded = in_standard(read_source(study.table), study.columns, study.lists.standard)
    source = persons_of(coded, study.columns, study.lists.records)
    found = estimate_lists(
        list_study(source, study.columns, study.counted),
        study.lists.methods,
        options,
        trust=trust,
    )
    result = result_of(found, COMMAND, _provenance(study, source, options, key))
    result = labelled(result, study.columns, study.lists.standard)
    if study.lists.standard or study.lists.records:
        result = several_told(result, source, study.columns)
    said = lists_said(result)
    return replace(result, diagnostics=with_parts(said, study=_about(study)))


def _provenance(
    study: ListSettings, source: SourceTable, options: MethodOptions, key: HashKey
) -> Provenance:
    """Inputs and settings.

    A table of counts has so little in it that its plain hash could be tried against guesses;
    unless the counts are public, the hash is keyed with a secret of the folder.
    """
    digest = f"sha256:{source.sha256}"
    return Provenance(
        inputs={source.name: digest if study.public else key.of(digest)},
        seed=options.seed,
        settings={
            "methods": list(study.lists.methods) or ["all"],
            **options.to_json(),
            **_columns_used(study),
        },
    )


def _columns_used(study: ListSettings) -> dict[str, Sequence[str]]:
    """What else the lists were told apart by."""
    columns = study.columns
    used = {"strata": columns.strata, "draw": columns.draw}
    found: dict[str, Sequence[str]] = {key: [name] for key, name in used.items() if name}
    found |= {"standard": [study.lists.standard]} if study.lists.standard else {}
    if study.lists.records:
        found |= {"records": [study.lists.records.person, study.lists.records.holder]}
    return found | ({"covariates": list(columns.covariates)} if columns.covariates else {})


def _about(study: ListSettings) -> ListsStudy:
    """What the study says about itself."""
    return ListsStudy(
        title=study.title,
        country=study.country or None,
        invented=study.invented,
        notes=list(study.notes),
        language=study.language,
        data_language=study.data_language or None,
    )


def _refuse_nothing(result: Result) -> None:
    """Exit where no method has an answer that can be defended."""
    if not result.estimates:
        raise RefusedError(
            "no method gives a figure that can be defended",
            code="all-refused",
            hint="; ".join(dict.fromkeys(item.text for item in result.refused)) or None,
        )
