"""The `study.toml` of records of inspectors: three levels of tables, and what `new` writes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from measure87.disseminate import DisclosureRules
from measure87.files.settings import TEXT, Named, Place, choice, file, table
from measure87.study.disclosure_settings import limits_alone
from measure87.study.kinds import FILE, Draft, Order
from measure87.study.new_text import quoted, relative_path
from measure87.study.study_file import TOLD, ReportLanguage, Schema, Title, read_study
from measure87.vocabulary.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class VisitColumns:
    """The table `[visits.columns]`."""

    workplace: Annotated[str, TEXT, "column that names the workplace"] = "workplace"
    area: Annotated[str, TEXT, "column of areas"] = "area"
    found: Annotated[str, TEXT, "column with 1 where a child was found, else 0"] = "found"


@dataclass(frozen=True, kw_only=True)
class Visits:
    """The table `[visits]`."""

    path: Annotated[Path, file(), Named("file"), "the file of records"]
    columns: Annotated[VisitColumns, table(VisitColumns), "its columns"]


@dataclass(frozen=True, kw_only=True)
class InspectionSettings:
    """Content of `study.toml`."""

    place: Place
    schema: Schema
    kind: Annotated[str | None, choice(("inspections",)), "`inspections`", TOLD] = None
    title: Title
    language: ReportLanguage = "en"
    visits: Annotated[Visits, table(Visits), "the records"]
    disclosure: Annotated[DisclosureRules, table(limits_alone), "the disclosure gate"]


def read_inspection_settings(folder: Path) -> InspectionSettings:
    """Read and check the settings; a StudyError with all that is wrong."""
    return read_study(folder, InspectionSettings, f"{FILE} [visits]")


def new_inspections(order: Order) -> Draft:
    """The study file for a file of records; a UsageError without one."""
    if order.data is None:
        raise UsageError("the preset inspections needs a file", hint="give --data FILE")
    lines = (
        "schema = 1",
        'kind = "inspections"',
        'title = "Workplaces where children were found"',
        'language = "en"',
        "",
        "[visits]",
        f"file = {quoted(relative_path(order.data, order.folder))}",
        "",
        "[visits.columns]",
        'area = "area"',
        "",
    )
    return Draft({FILE: "\n".join(lines)}, "Look through study.toml")
