"""The steps of records of inspectors: open, check or compute, gate, publish; and explain."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from measure87.disseminate.gate.inspections import release_inspections
from measure87.disseminate.pages.inspections import inspections_page
from measure87.study.inspections.settings import InspectionSettings

from measure87.disseminate import Manifest, ReportContext, publish, read_released
from measure87.files import read_source, sha256_of
from measure87.study.keyed_hash import HashKey, kept_key, passing_key
from measure87.study.kinds import OUT, at_fault_is_the_study, refuse_changed
from measure87.study.released_files import file_lines
from measure87.vocabulary.errors import RefusedError, StudyError
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result
from measure87.vocabulary.provenance import Provenance
from measure87.vocabulary.releases.common import Json

MEASURE = "children_found"


@dataclass(frozen=True)
class InspectionStudy:
    """See `kinds.Study`."""

    settings: InspectionSettings

    def around(self) -> AbstractContextManager[None]:
        """See `kinds.Study`."""
        return at_fault_is_the_study([self.settings.visits.path.name])

    def open(self, out: Path, *, trial: bool) -> "OpenedInspections":
        """See `kinds.Study`."""
        path, columns = self.settings.visits.path, self.settings.visits.columns
        key = passing_key() if trial else kept_key(self.settings.place.folder)
        read = f"sha256:{sha256_of(path)}"
        source = read_source(path)
        rows = source.lazy.select(
            place=pl.col(source.column(columns.workplace)).cast(pl.String),
            area=pl.col(source.column(columns.area)).cast(pl.String),
            found=pl.col(source.column(columns.found)).cast(pl.Int8, strict=False),
        ).collect()
        return OpenedInspections(self.settings, rows, read, key)

    def explain(self, person: str) -> "ExplainedPlace":
        """See `kinds.Study`; of a workplace, for no persons are in the records."""
        with self.around():
            rows = self.open(self.settings.place.folder / OUT, trial=True).rows
        own = rows.filter(place=person)
        if own.is_empty():
            raise StudyError("there is no workplace of that name", code="unknown-person")
        return ExplainedPlace(own["found"].to_list())

    def input_hashes(self) -> Mapping[str, str]:
        """See `kinds.Study`."""
        path = self.settings.visits.path
        return {path.name: f"sha256:{sha256_of(path)}"}


@dataclass(frozen=True)
class ExplainedPlace:
    """See `steps.Explained`."""

    found: Sequence[int | None]

    def to_json(self) -> dict[str, Json]:
        """See `steps.Explained`."""
        return {"visits": list(self.found)}

    def lines(self) -> list[str]:
        """See `steps.Explained`."""
        words = {1: "a child was found", 0: "no child was found", None: "not stated"}
        return [f"visit {n}: {words[one]}" for n, one in enumerate(self.found, start=1)]


@dataclass(frozen=True)
class OpenedInspections:
    """See `kinds.Opened`."""

    settings: InspectionSettings
    rows: pl.DataFrame
    read: str
    key: HashKey

    def check(self) -> "CheckedInspections":
        """See `kinds.Opened`."""
        known = self.rows.drop_nulls("found").height
        return CheckedInspections(self.rows.height, self.rows.height - known)

    def compute(self) -> "ComputedInspections":
        """See `kinds.Opened`."""
        known = self.rows.drop_nulls("found")
        figures = [_share({}, known)] if known.height else []
        figures += [
            _share({"area": area}, known.filter(area=area))
            for area in known["area"].unique().sort()
        ]
        inputs = {self.settings.visits.path.name: self.key.of(self.read)}
        said = {"title": self.settings.title, "language": self.settings.language}
        result = Result(
            "run",
            figures,
            warnings=[Notice("no-prevalence", "shares among inspected workplaces")],
            diagnostics={"inspections": said},
            provenance=Provenance(inputs=inputs),
        )
        return ComputedInspections(self.settings, result)

    def require_unchanged(self) -> None:
        """See `kinds.Opened`."""
        path = self.settings.visits.path
        if f"sha256:{sha256_of(path)}" != self.read:
            refuse_changed([path.name])


def _share(group: Mapping[str, str], rows: pl.DataFrame) -> Estimate:
    """The share of workplaces where a child was found, among those with an answer."""
    cases = int(rows["found"].sum())
    return Estimate(
        MEASURE,
        "proportion",
        "plain",
        group=group,
        unit="proportion",
        value=cases / rows.height,
        n=rows.height,
        n_cases=cases,
    )


@dataclass(frozen=True)
class CheckedInspections:
    """See `steps.Checked`."""

    records: int
    not_stated: int

    @property
    def is_computable(self) -> bool:
        """See `steps.Checked`."""
        return self.records > self.not_stated

    @property
    def messages(self) -> tuple[Notice | Refusal, ...]:
        """See `steps.Checked`."""
        return ()

    def to_json(self) -> dict[str, Json]:
        """See `steps.Checked`."""
        return {"records": self.records, "not_stated": self.not_stated, "warnings": []}

    def lines(self) -> list[str]:
        """See `steps.Checked`."""
        return [f"{self.records} records, {self.not_stated} of them without an answer"]


@dataclass(frozen=True)
class ComputedInspections:
    """See `kinds.Computed`."""

    settings: InspectionSettings
    result: Result

    def gate(self) -> "GatedInspections":
        """See `kinds.Computed`."""
        if not self.result.estimates:
            raise RefusedError("no record has an answer", code="all-refused")
        return GatedInspections(
            self.settings, release_inspections(self.result, self.settings.disclosure)
        )


@dataclass(frozen=True)
class GatedInspections:
    """See `kinds.Gated`."""

    settings: InspectionSettings
    result: Result

    def publish(self, out: Path) -> "ReleasedInspections":
        """See `kinds.Gated`."""
        publish(self.result, out, ReportContext((), self.settings.language, inspections_page))
        return ReleasedInspections(self.result, out)


@dataclass(frozen=True)
class ReleasedInspections:
    """See `kinds.Released`."""

    result: Result
    out: Path

    @property
    def warnings(self) -> Sequence[Notice]:
        """See `kinds.Released`."""
        return self.result.warnings

    def lines(self) -> list[str]:
        """See `kinds.Released`."""
        return [*_shown(self.result), *file_lines(self.out)]


def _shown(result: Result) -> Iterator[str]:
    for item in result.estimates:
        value = "not shown" if item.value is None else f"{item.value:.1%} of {item.n}"
        yield f"{item.group.get('area', 'all')}: {value}"


def republish(folder: Path, formats: Sequence[str] | None) -> Manifest:
    """Write formats of the last release anew."""
    result = read_released(folder / OUT)
    language = result.diagnostics["inspections"]["language"]
    context = ReportContext((), language, inspections_page)
    return publish(result, folder / OUT, context, formats)
