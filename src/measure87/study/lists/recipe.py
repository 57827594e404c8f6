"""The steps of a study of lists: read, try or estimate by every method, disclose, publish."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from msgspec.structs import replace as with_parts

from measure87.disseminate import DisclosureRules, ReportContext, publish
from measure87.disseminate.gate.lists import release_lists
from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.disseminate.html import lists_report
from measure87.disseminate.json_text import estimates_json
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.estimate.multiple_lists.result import result_of
from measure87.estimate.multiple_lists.side_by_side import estimate_lists
from measure87.files import SourceTable, read_source, sha256_of, with_notices_told
from measure87.study.keyed_hash import HashKey, kept_key, known_key, passing_key
from measure87.study.kinds import FILE, at_fault_is_the_study, refuse_changed
from measure87.study.ledger.judging import Judged
from measure87.study.ledger.opening import OpenLedger, open_ledger
from measure87.study.ledger.store import Entry
from measure87.study.lists.case_records import in_standard, labelled, several_told
from measure87.study.lists.check import ListCheck
from measure87.study.lists.contradicting_records import Contradicting, contradicting
from measure87.study.lists.inputs import list_study
from measure87.study.lists.kept_cells import CELLS, KeptCells, TableKind
from measure87.study.lists.long_lists import ask_for_long_form
from measure87.study.lists.records_of_holders import persons_of
from measure87.study.lists.rounded import RoundedStudy, rounded_study
from measure87.study.lists.settings import ListSettings
from measure87.study.lists.text import lists_text
from measure87.study.released_files import ReleasedResult
from measure87.vocabulary.errors import RefusedError, StudyError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.progress import progress
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.release_files.reading import lists_said
from measure87.vocabulary.releases.lists import ListsStudy as StatedStudy

COMMAND = "run"
_TRIAL_SAMPLES = 100
_APART = ("strata", "draw", "standard", "records")
"""Settings by which lists become other tables."""


@dataclass(frozen=True)
class ListsStudy:
    """See `kinds.Study`."""

    settings: ListSettings

    def around(self) -> AbstractContextManager[None]:
        """See `kinds.Study`."""
        return at_fault_is_the_study([self.settings.table.name])

    def open(self, out: Path, *, trial: bool) -> "OpenedLists":
        """See `kinds.Study`."""
        table = self.settings.table
        read = f"sha256:{sha256_of(table)}"
        folder = self.settings.folder
        key = known_key(folder) or passing_key() if trial else kept_key(folder)
        progress("Reading the lists", 0.0)
        standard = self.settings.lists.standard
        found = with_notices_told(read_source(table, form=self.settings.lists.form))
        records = self.settings.lists.records
        ask_for_long_form(found, self.settings.columns, is_stated=records is not None)
        coded = in_standard(found, self.settings.columns, standard)
        source = persons_of(coded, self.settings.columns, records)
        differ = contradicting(coded, self.settings.columns, records)
        if differ is not None:
            differ.tell(coded.name)
        ledger = open_ledger(folder, self.settings.disclosure.ledger, key)
        return OpenedLists(self.settings, source, read, key, ledger, differ)

    def explain(self, person: str) -> NoReturn:
        """See `kinds.Study`."""
        raise StudyError(
            "a study of lists explains no persons: no output shows who is on which list",
            code="explain-off",
            where=FILE,
            hint="whoever holds a list looks it up there",
        )

    def input_hashes(self) -> Mapping[str, str]:
        """See `kinds.Study`."""
        table = self.settings.table
        return {table.name: f"sha256:{sha256_of(table)}"}


@dataclass(frozen=True)
class OpenedLists:
    """See `kinds.Opened`.

    read : hash of the file as it was before it was read
    key : under which the hash is made that is released, and cells are rounded
    ledger : its earlier releases; of counts that are public none is kept
    differ : persons whose records tell different strata, if there are any
    """

    settings: ListSettings
    source: SourceTable
    read: str
    key: HashKey
    ledger: OpenLedger
    differ: Contradicting | None = None

    def check(self) -> ListCheck:
        """See `kinds.Opened`.

        The figures are computed with few bootstrap samples and thrown away.
        """
        self.require_enough_differ()
        options = replace(self.settings.lists.options, replicates=_TRIAL_SAMPLES)
        result = self._result(options, robustness_checks=True)
        progress("Trying the disclosure gate", 0.9)
        released = lists_said(release_lists(result, self.settings.disclosure))
        found = lists_said(result)
        account = released.disclosure
        return ListCheck(
            computable=tuple(dict.fromkeys(item.method for item in result.estimates)),
            refused=tuple(result.refused),
            notices=tuple(result.warnings),
            lists=tuple(entry.name for entry in found.lists.lists),
            observed=None if found.lists.observed is None else self._lists().together.observed,
            counts_not_shown=account.counts_not_shown if account is not None else 0,
        )

    def compute(self) -> "ComputedLists":
        """See `kinds.Opened`."""
        lists = self.settings.lists
        self.require_enough_differ()
        result = self._result(lists.options, robustness_checks=lists.robustness_checks)
        return ComputedLists(self, result)

    @property
    def rules(self) -> DisclosureRules:
        """What may be shown, with the ledger that keeps it."""
        rules = self.settings.disclosure
        if self.settings.public:
            return rules
        return replace(rules, ledger=replace(rules.ledger, id=self.ledger.ledger.id))

    def require_enough_differ(self) -> None:
        """Let an earlier release stand where this one differs from it in too few persons."""
        if not self.settings.public:
            self.cells.require_same_kind(self.kind)
            self.cells.require_enough_differ(self.settings.disclosure.minimum_cases)

    @cached_property
    def cells(self) -> KeptCells:
        """The cells of the lists as they are in the file, beside those of earlier releases."""
        return KeptCells(self._lists(), self.key, self.ledger.ledger.entries)

    @property
    def kind(self) -> TableKind:
        """By what tables these lists are told apart from those of another release."""
        lists = self._lists().together.lists
        used = _columns_used(self.settings)
        by = [f"{name} {column}" for name in _APART for column in used.get(name, ())]
        return TableKind(lists, by, self._rounding.base)

    @property
    def _rounding(self) -> CellRounding:
        minimum = self.settings.disclosure.minimum_cases
        return CellRounding(minimum, self.key.secret, self.cells)

    @property
    def _rounded(self) -> RoundedStudy:
        return rounded_study(self._lists(), self._rounding)

    def kept(self, released: Result) -> Entry | None:
        """What the ledger has to keep of a release; None where it has it, or counts are public."""
        if self.settings.public:
            return None
        census = self.cells.census(self._rounded.study)
        entry = Entry(self.kind.hashed(self.key), estimates_json(released), {CELLS: census})
        return None if entry in self.ledger.ledger.entries else entry

    def require_unchanged(self) -> None:
        """See `kinds.Opened`."""
        table = self.settings.table
        if f"sha256:{sha256_of(table)}" != self.read:
            refuse_changed([table.name])

    def _lists(self) -> ListStudy:
        """The lists as they are in the file."""
        return list_study(self.source, self.settings.columns, self.settings.counted)

    def _result(self, options: MethodOptions, *, robustness_checks: bool) -> Result:
        """Every method on the lists, their cells rounded, before the disclosure gate."""
        study, source = self.settings, self.source
        rounded = self._rounded
        found = estimate_lists(
            rounded.study, study.lists.methods, options, robustness_checks=robustness_checks
        )
        result = result_of(found, COMMAND, _provenance(study, source, options, self.key))
        result = labelled(result, study.columns, study.lists.standard)
        if study.lists.standard or study.lists.records:
            result = several_told(result, rounded.study)
        if self.differ is not None:
            result = self.differ.said_in(result)
        said = lists_said(result)
        lists = with_parts(said.lists, cells_rounded_to=rounded.cells_rounded_to)
        return replace(result, diagnostics=with_parts(said, study=_about(study), lists=lists))


@dataclass(frozen=True)
class ComputedLists:
    """See `kinds.Computed`."""

    opened: OpenedLists
    result: Result

    def gate(self) -> "GatedLists":
        """See `kinds.Computed`."""
        _refuse_nothing(self.result)
        progress("Disclosure", 0.85)
        ledger = self.opened.ledger
        result = replace(self.result, warnings=(*self.result.warnings, *ledger.notices))
        released = release_lists(result, self.opened.rules)
        if all(figure.suppressed for figure in released.estimates):
            raise RefusedError(
                "no figure of this study may be shown",
                code="all-suppressed",
                hint="too few persons are on the lists, or two lists share one or two; "
                "see docs/methods/lists-disclosure.md",
            )
        judged = Judged(released, ledger, self.opened.kept(released))
        return GatedLists(self.opened.settings, judged)


@dataclass(frozen=True)
class GatedLists:
    """See `kinds.Gated`."""

    settings: ListSettings
    judged: Judged

    def publish(self, out: Path) -> ReleasedResult:
        """See `kinds.Gated`."""
        progress("Report", 0.9)
        if not self.settings.public:
            self.judged.keep()
        result = self.judged.result
        publish(result, out, ReportContext((), self.settings.language, lists_report))
        return ReleasedResult(result, out, lambda result: (lists_text(result),))


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


def _about(study: ListSettings) -> StatedStudy:
    """What the study says about itself."""
    return StatedStudy(
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
