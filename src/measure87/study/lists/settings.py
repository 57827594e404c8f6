"""Reads the `study.toml` of a list study: what is counted, its table, methods, disclosure."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated

from measure87.define.classifications.trafficking_cases import case_fields
from measure87.disseminate import DisclosureRules
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.capture.table_entries import MAXIMUM_LISTS
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.files import TableForm
from measure87.files.settings import (
    FLAG,
    TEXT,
    Formerly,
    Kind,
    LeftOut,
    Named,
    Place,
    TomlValue,
    choice,
    file,
    pairs_of,
    refined,
    share,
    table,
    texts,
    whole,
)
from measure87.study.disclosure_settings import limits_with_ledger
from measure87.study.kinds import FILE
from measure87.study.lists.inputs import ListColumns
from measure87.study.lists.records_of_holders import Records
from measure87.study.study_file import (
    TOLD,
    DataLanguage,
    Invented,
    Notes,
    ReportLanguage,
    Schema,
    Title,
    country_kind,
    read_study,
)
from measure87.study.table_form_keys import (
    DecimalSign,
    Encoding,
    FormLine,
    HeaderRow,
    MemberName,
    Separator,
    SheetName,
    form_said,
    refuse_form_twice,
)
from measure87.vocabulary.errors import StudyError

_NO_COLUMN = LeftOut("one row is one person")
_PARTS = tuple(item.name for item in fields(PopulationCounted))
_STATED = replace(TEXT, fits=lambda value: isinstance(value, str))
"""A text that may be empty yet: what all five parts say is looked at together."""


@dataclass(frozen=True)
class _Counted(Kind):
    def read(self, key: str, value: TomlValue, place: Place) -> PopulationCounted:
        inside = place.below(key)
        if not isinstance(value, dict):
            raise place.no_table(key, value)
        said = {part: _STATED.read(part, one, inside) for part, one in value.items()}
        return PopulationCounted.from_mapping(said, inside.where)


_COUNTED = _Counted(
    "",
    {
        "type": "object",
        "properties": {
            **dict.fromkeys(_PARTS, TEXT.schema),
            "place": {**TEXT.schema, "description": "now area", "deprecated": True},
        },
        "required": [part for part in _PARTS if part != "area"],
        "anyOf": [{"required": ["area"]}, {"required": ["place"]}],
        "additionalProperties": False,
    },
    lambda value: isinstance(value, dict),
    empty={},
)


def _seen_standard(_: str, standard: str, __: Place) -> str:
    """A standard of case records that is known and whose codes were seen."""
    case_fields(standard)
    return standard


@dataclass(frozen=True, kw_only=True)
class ListTable:
    """The table `[lists]`: the file, its columns, and the methods."""

    table: Annotated[
        Path,
        file("the file of lists, {!r}, is not there", "paths are relative to the study folder"),
        "the file",
    ]
    encoding: Encoding = None
    separator: Separator = None
    decimal: DecimalSign = None
    sheet: SheetName = None
    member: MemberName = None
    header_row: HeaderRow = None
    form_line: FormLine = None
    list_names: Annotated[
        tuple[str, ...],
        texts(),
        Named("columns"),
        "the lists",
        LeftOut("every column that no other key names"),
    ] = ()
    count: Annotated[str | None, TEXT, "column of persons of each row", _NO_COLUMN] = None
    strata: Annotated[str | None, TEXT, "column of strata, estimated separately and summed"] = None
    draw: Annotated[
        str | None,
        TEXT,
        "column that numbers tables of an uncertain matching",
        LeftOut("one table"),
    ] = None
    covariates: Annotated[
        tuple[str, ...], texts(), "columns of what is known of each person, for `doubly-robust`"
    ] = ()
    mutually_exclusive: Annotated[
        tuple[tuple[str, str], ...],
        pairs_of("lists", 'mutually_exclusive = [["one list", "another"]]'),
        Formerly("apart"),
        'pairs of lists that cannot share a person: `[["a", "b"]]`',
    ] = ()
    suppressed_from: Annotated[int, whole(0, 1), "what `<5` means at least"] = 1
    bootstrap: Annotated[
        int | None, whole(100, 1_000_000), "bootstrap samples", LeftOut("until limits are steady")
    ] = None
    level: Annotated[float, share(0.5), "confidence level"] = MethodOptions.level
    threshold: Annotated[
        float, share(0.0), "p-value under which `stepwise` takes an interaction"
    ] = MethodOptions.threshold
    order: Annotated[
        int, whole(1, MAXIMUM_LISTS), "most lists that one interaction of `bic` may join"
    ] = MethodOptions.order
    seed: Annotated[int, whole(0, 2**32 - 1), "of all chance"] = MethodOptions.seed
    methods: Annotated[
        tuple[str, ...], texts(), "names of methods", LeftOut("all that the data allow")
    ] = ()
    robustness_checks: Annotated[
        bool, FLAG, Formerly("trust"), "whether to refit to changed lists"
    ] = True
    standard: Annotated[
        str | None,
        refined(TEXT, _seen_standard),
        "standard of case records whose codes the strata are in: `HTCDS-2.0`",
        LeftOut("codes as the file has them"),
    ] = None
    person: Annotated[
        str | None,
        TEXT,
        "in a file of case records, one row a record: key of the person; with `holder`",
        _NO_COLUMN,
    ] = None
    holder: Annotated[
        str | None, TEXT, "who holds the record. Each holder is a list", _NO_COLUMN
    ] = None

    @property
    def form(self) -> TableForm:
        """How the file is to be read, as far as the settings say it."""
        return form_said(self)

    @property
    def columns(self) -> ListColumns:
        """Which column of the file is what."""
        return ListColumns(
            lists=self.list_names,
            count=self.count,
            strata=self.strata,
            draw=self.draw,
            covariates=self.covariates,
            mutually_exclusive=self.mutually_exclusive,
            suppressed_from=self.suppressed_from,
        )

    @property
    def options(self) -> MethodOptions:
        """What the methods are told."""
        return MethodOptions(self.level, self.bootstrap, self.threshold, self.order, self.seed)

    @property
    def records(self) -> Records | None:
        """Columns of case records, where a row is a record and not a person."""
        return Records(self.person, self.holder) if self.person and self.holder else None

    def settled(self, place: Place) -> "ListTable":
        """Itself: whose records they are and of whom are both told, or neither."""
        refuse_form_twice(self, place)
        named = [key for key in ("person", "holder") if getattr(self, key)]
        beside = [key for key in ("count", "draw", "covariates") if getattr(self, key)]
        if named and (len(named) < 2 or beside):
            raise _not_records(beside, named, place)
        _ = self.options  # refuses what the methods cannot take
        return self


def _not_records(beside: list[str], named: list[str], place: Place) -> StudyError:
    return place.fault(
        f"{beside[0]} stands beside records" if beside else f"{named[0]} stands alone",
        hint="a file of case records has `person` and `holder`, and neither count, draw nor "
        "covariates",
    )


@dataclass(frozen=True, kw_only=True)
class ListSettings:
    """Content of the `study.toml` of a list study; the table's path is absolute."""

    place: Place
    schema: Schema
    kind: Annotated[str | None, choice(("lists",)), "`lists`", TOLD] = None
    title: Title
    counted: Annotated[
        PopulationCounted,
        _COUNTED,
        "the five texts above",
        LeftOut("an error: they are what the figure means"),
    ]
    lists: Annotated[ListTable, table(ListTable), Named("lists"), "the file and the methods"]
    disclosure: Annotated[DisclosureRules, table(limits_with_ledger), "the disclosure gate"]
    country: Annotated[
        str | None,
        country_kind("for example GBR; ZZZ for an invented country; or leave the key out"),
        "ISO 3166 three-letter code",
        LeftOut("not stated"),
    ] = None
    invented: Invented = False
    language: ReportLanguage = "en"
    data_language: DataLanguage = None
    notes: Notes = ()

    @property
    def folder(self) -> Path:
        """The study folder."""
        return self.place.folder

    @property
    def table(self) -> Path:
        """The file of lists."""
        return self.lists.table

    @property
    def columns(self) -> ListColumns:
        """Which column of the file is what."""
        return self.lists.columns

    @property
    def public(self) -> bool:
        """Whether the study says that its counts are public already."""
        return self.disclosure.minimum_cases <= 1


def read_list_settings(folder: Path) -> ListSettings:
    """Read and check the settings of a list study.

    Raises
    ------
    StudyError
        If a key is unknown or missing, a value is not allowed, what is counted is not stated,
        or the schema is newer than this version reads; the first of them, with the others.
    """
    return read_study(folder, ListSettings, f"{FILE} [{'lists'}]")
