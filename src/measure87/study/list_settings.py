"""Reads the `study.toml` of a list study: what is counted, its table, methods, disclosure."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure87.define.classifications.countries import is_country_code
from measure87.define.classifications.trafficking_cases import case_fields
from measure87.disseminate import DisclosureRules
from measure87.disseminate.pages.kit.wording import languages
from measure87.estimate.multiple_lists.capture.population_counted import PopulationCounted
from measure87.estimate.multiple_lists.capture.table_entries import MAXIMUM_LISTS
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.study.list_kind import LISTS
from measure87.study.lists_input import ListColumns
from measure87.study.records_of_holders import Records
from measure87.study.settings import check_schema
from measure87.study.toml_values import Section, read_toml
from measure87.vocabulary.errors import StudyError, UsageError

KEYS = {"schema", "title", "country", "invented", "language", "data_language", "notes",
        "counted", LISTS, "disclosure"}  # fmt: skip
COLUMN_KEYS = {"columns", "count", "strata", "draw", "covariates", "apart", "suppressed_from"}
METHOD_KEYS = {"methods", "level", "bootstrap", "threshold", "order", "seed", "trust"}
LIST_KEYS = {"table", "standard", "person", "holder", *COLUMN_KEYS, *METHOD_KEYS}
LIMITS = ("minimum_respondents", "brackets_below", "minimum_cases")
_MOST = 1_000_000
_FEWEST_SAMPLES = 100


@dataclass(frozen=True)
class ListSettings:
    """Content of the `study.toml` of a list study; the table's path is absolute."""

    folder: Path
    title: str
    counted: PopulationCounted
    table: Path
    columns: ListColumns
    options: MethodOptions
    disclosure: DisclosureRules
    methods: tuple[str, ...] = ()
    """Names of methods; empty means every method that the data allow."""
    trust: bool = True
    standard: str | None = None
    """Standard of case records whose codes the strata are in, as `HTCDS-2.0`."""
    records: Records | None = None
    """Columns of case records, where a row is a record and not a person."""
    country: str | None = None
    invented: bool = False
    language: str = "en"
    data_language: str | None = None
    notes: tuple[str, ...] = field(default=())

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
        or the schema is newer than this version reads.
    """
    top = Section(read_toml(folder / "study.toml"), "study.toml")
    check_schema(top)
    top.only(KEYS)
    lists = top.section(LISTS).only(LIST_KEYS)
    try:
        return ListSettings(
            folder=folder,
            title=top.text("title"),
            counted=_counted(top.section("counted")),
            table=_table(folder, lists),
            columns=_columns(lists),
            options=_options(lists),
            disclosure=_disclosure(top.section("disclosure")),
            methods=lists.texts("methods"),
            trust=lists.flag("trust", True),
            standard=_standard(lists),
            records=_records(lists),
            country=_country(top),
            invented=top.flag("invented", False),
            language=top.choice("language", "en", languages()),
            data_language=top.language("data_language"),
            notes=top.texts("notes"),
        )
    except UsageError as fault:
        raise StudyError(
            fault.text, code=fault.code, where=fault.where or lists.where, hint=fault.hint
        ) from None


def _counted(given: Section) -> PopulationCounted:
    """The statement of what is counted, each part a text."""
    for key, value in given.content.items():
        if not isinstance(value, str):
            raise StudyError(
                f"{key!r} is {value!r}", code="bad-value", where=given.where,
                hint='write a text in quotation marks, as "..."',
            )  # fmt: skip
    return PopulationCounted.from_mapping(given.content, given.where)


def _table(folder: Path, given: Section) -> Path:
    told = given.text("table")
    path = folder / told
    try:
        there = path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        there = False
    if not there:
        raise StudyError(
            f"the file of lists, {told!r}, is not there",
            code="missing-file",
            where=given.where,
            hint="paths are relative to the study folder",
        )
    return path.resolve()


def _columns(given: Section) -> ListColumns:
    def optional(key: str) -> str | None:
        return given.text(key) if given.has(key) else None

    return ListColumns(
        lists=given.texts("columns"),
        count=optional("count"),
        strata=optional("strata"),
        draw=optional("draw"),
        covariates=given.texts("covariates"),
        apart=_apart(given),
        suppressed_from=given.whole("suppressed_from", 1, 0, 1),
    )


def _records(given: Section) -> Records | None:
    """Whose records they are and of whom: both, or neither; then nothing else of a person."""
    named = [key for key in ("person", "holder") if given.has(key)]
    if not named:
        return None
    beside = [key for key in ("count", "draw", "covariates") if given.has(key)]
    if len(named) < 2 or beside:
        raise StudyError(
            f"{beside[0]} stands beside records" if beside else f"{named[0]} stands alone",
            code="bad-value", where=given.where,
            hint="a file of case records has `person` and `holder`, and neither count, draw nor "
            "covariates",
        )  # fmt: skip
    return Records(given.text("person"), given.text("holder"))


def _standard(given: Section) -> str | None:
    """A standard of case records that is known and whose codes were seen."""
    if not given.has("standard"):
        return None
    standard = given.text("standard")
    case_fields(standard)
    return standard


def _apart(given: Section) -> tuple[tuple[str, str], ...]:
    """Pairs of lists that cannot share a person."""
    raw: Any = given.content.get("apart", [])
    pairs = raw if isinstance(raw, list) else [raw]
    for pair in pairs:
        if not isinstance(pair, list) or [type(name) for name in pair] != [str, str]:
            raise StudyError(
                f"{pair!r} in `apart` is no pair of lists",
                code="bad-value",
                where=given.where,
                hint='write apart = [["one list", "another"]]',
            )
    return tuple((first, second) for first, second in pairs)


def _options(given: Section) -> MethodOptions:
    usual = MethodOptions()
    replicates = (
        given.whole("bootstrap", None, _FEWEST_SAMPLES, _MOST) if given.has("bootstrap") else None
    )
    return MethodOptions(
        level=given.share("level", usual.level, 0.5),
        replicates=replicates,
        threshold=given.share("threshold", usual.threshold, 0.0),
        order=given.whole("order", usual.order, 1, MAXIMUM_LISTS),
        seed=given.whole("seed", usual.seed, 0, 2**32 - 1),
    )


def _disclosure(given: Section) -> DisclosureRules:
    """The study's own limits over the defaults of the gate."""
    given.only(LIMITS)
    usual = DisclosureRules()
    respondents, brackets, cases = (
        given.whole(key, getattr(usual, key), 0, _MOST) for key in LIMITS
    )
    return DisclosureRules(
        minimum_respondents=respondents, brackets_below=brackets, minimum_cases=cases
    )


def _country(top: Section) -> str | None:
    if not top.has("country"):
        return None
    code = top.text("country")
    if not is_country_code(code):
        raise StudyError(
            f"country is {code!r}, which is no ISO 3166 three-letter code",
            code="bad-value",
            where=top.where,
            hint="for example GBR; ZZZ for an invented country; or leave the key out",
        )
    return code
