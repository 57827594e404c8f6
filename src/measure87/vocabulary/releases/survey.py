"""What a survey's result says beside its figures: the study, its measures, what was asked.

The same structures stand before the disclosure gate and after it; only numbers of persons change,
which after it may be `not-shown`.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from measure87.vocabulary.releases.common import Declared, Shown, StatedBefore, StatedRules
from measure87.vocabulary.releases.ethics import StatedEthics


class StatedNumbers(Declared, frozen=True, kw_only=True):
    """From what rates became numbers of persons: a population table, or expansion weights."""

    table: str | None = None
    rates: str
    margins: list[list[str]] | None = None
    year: int | None = None
    source: str | None = None
    weights: str | None = None


class SampleVariable(Declared, frozen=True, kw_only=True):
    """A variable of a file of the survey, as its file declares it; no answer of anybody.

    Attributes
    ----------
    stands_for : standard columns or items that it is made into
    categories : code to label
    missing : codes that stand for no answer
    """

    name: str
    table: str
    stands_for: list[str]
    kind: str
    label: str | None = None
    categories: Mapping[str, str] | None = None
    missing: list[str] | None = None


class Sample(Declared, frozen=True, kw_only=True):
    """The files of one input, the variables of its design, and those that were used."""

    name: str
    files: Mapping[str, str]
    design: Mapping[str, list[str]]
    variables: list[SampleVariable]


class SurveyStudy(Declared, frozen=True, kw_only=True):
    """What the study says of itself in `study.toml`."""

    title: str
    country: str
    year: int
    reference_date: str | None = None
    population: str
    invented: bool
    probability_sample: bool
    notes: list[str]
    language: str
    data_language: str | None = None
    samples: list[Sample]
    numbers: StatedNumbers | None = None


class StatedPeriod(Declared, frozen=True, kw_only=True):
    """A reference period: `12 months`, with its unit, count and days where it has a length."""

    formerly: ClassVar[Mapping[str, str]] = {"said": "stated"}

    stated: str
    unit: str
    count: int | None = None
    days: int | None = None


class StatedCriterion(Declared, frozen=True, kw_only=True):
    """How many items of one criterion were asked: `1 of 10 circumstances of involuntary work`."""

    formerly: ClassVar[Mapping[str, str]] = {"said": "stated"}

    criterion: str
    title: str
    asked: list[str]
    not_asked: list[str]
    of: int
    stated: str


class Screened(Declared, frozen=True, kw_only=True):
    """The measure that a stand-in screens for, and by how many items."""

    of: str
    items: int


type MeasureKind = Literal["status", "flow", "stock", "if-unasked-yes", "part", "side-by-side"]


class StatedMeasure(Declared, frozen=True, kw_only=True):
    """What a figure's name stands for.

    Attributes
    ----------
    ages : first and last age of the universe, None where it is open; left out if nobody is
    unknown : what becomes of persons whose status is unknown (`no`, `exclude`)
    per : persons to whom shares are shown (100, 1000)
    not_prevalence : whether the figure is of respondents or screening, no prevalence
    unverified_lists : lists of hazards that nobody has verified
    report : sets of variables by which the report shows it; absent is all
    stock : whether the stock leads a flow (`first`), or why it does not
    stock_of : the flow whose stock it is
    outer_of : the measure whose outer bound it is
    part_of, characteristic, code : of a part of a measure's cases
    """

    title: str
    definition: str
    universe: str
    ages: tuple[int, int | None] | None = None
    unknown: str
    headline: bool
    per: int
    not_prevalence: bool
    asked: list[StatedCriterion] | None = None
    instrument: str | None = None
    screened: Screened | None = None
    unverified_lists: list[str] | None = None
    reference_period: StatedPeriod | None = None
    report: list[list[str]] | None = None
    kind: MeasureKind
    stock: str | None = None
    stock_of: str | None = None
    outer_of: str | None = None
    part_of: str | None = None
    characteristic: str | None = None
    code: str | None = None


class Comparison(Declared, frozen=True, kw_only=True):
    """Two measures side by side, by the names of their figures; no number of persons."""

    first: str
    second: str
    group: Mapping[str, str]
    both: str | None = None
    first_only: str | None = None
    second_only: str | None = None
    first_second_undetermined: str | None = None
    second_first_undetermined: str | None = None
    first_only_by_rule: Mapping[str, str] | None = None
    second_only_by_rule: Mapping[str, str] | None = None
    difference: bool


class AskedItem(Declared, frozen=True, kw_only=True):
    """An item that was asked: of which stages of work, by which questions, in which words."""

    item: str
    stages: list[str] | None = None
    questions: list[str] | None = None
    words: list[str] | None = None


class StatedInstrument(Declared, frozen=True, kw_only=True):
    """The record of one input's instrument."""

    asked: list[AskedItem]
    not_asked: list[str]
    reference_period: str | None = None
    respondent: str | None = None
    mode: str | None = None


class UnsupportedMeasure(Declared, frozen=True, kw_only=True):
    """A measure that the questionnaire cannot give, and the columns that it lacks."""

    definition: str
    measure: str
    missing: list[str]


class UnmappedRows(Declared, frozen=True, kw_only=True):
    """Rows whose code no line of the mapping names."""

    table: str
    column: str
    variable: str
    code: str | None = None
    rows: Shown


class RowsOutOfRange(Declared, frozen=True, kw_only=True):
    """Rows with a number outside its valid range, taken as not stated."""

    formerly: ClassVar[Mapping[str, str]] = {"least": "minimum", "greatest": "maximum"}

    table: str
    column: str
    variable: str
    minimum: float | None = None
    maximum: float | None = None
    rows: Shown


class MappingAccount(Declared, frozen=True, kw_only=True):
    """Rows of each table on their way to the standard tables."""

    rows_read: Mapping[str, Shown]
    rows_kept: Mapping[str, Shown]
    unmapped: list[UnmappedRows]
    out_of_range: list[RowsOutOfRange]
    unknown: Mapping[str, Shown]
    absent: Mapping[str, list[str]]
    assumed: list[str]


class AuditAccount(Declared, frozen=True, kw_only=True):
    """What the auditor looked at and found; it tells of no count of persons.

    How many counts it tried, and how many programmes it solved, depends on what is hidden: two
    persons of hidden groups who change places change it. Releases of earlier versions say it.
    """

    formerly: ClassVar[Mapping[str, str]] = {"judged_apart": "judged_separately"}

    cells: int
    linked_sets: int
    recovered: int
    counts_tried: int | None = None
    linear_programmes: int | None = None
    integer_programmes: int | None = None
    judged_separately: list[str] | None = None
    contradictory: list[str] | None = None


class SurveyDisclosure(Declared, frozen=True, kw_only=True):
    """How many figures the gate kept back, by reason, and its rules.

    Attributes
    ----------
    ledger : id of the ledger that keeps every release of these data
    nothing_released_before : the statement of whoever lost it
    """

    rules: StatedRules
    figures: int
    shown: int
    in_brackets: int
    suppressed: Mapping[str, int]
    unknown_not_shown: int
    diagnostics_left_out: list[str]
    audit: AuditAccount
    ledger: str | None = None
    nothing_released_before: StatedBefore | None = None


class SurveyDiagnostics(Declared, frozen=True, kw_only=True):
    """Everything that a study of a survey says beside its figures.

    Attributes
    ----------
    tables : input to its sets of standard tables
    measures : name of a figure to what it stands for
    comparison : measures under two definitions, in the same persons
    instrument : input to the record of what was asked
    undetermined : measure to persons by missing answer
    mapping : input to what became of its rows
    ethics : who approved, and the checklist by phase, where the study says it
    disclosure : the gate's own account, of a release alone
    """

    formerly: ClassVar[Mapping[str, str]] = {"side_by_side": "comparison"}

    study: SurveyStudy | None = None
    tables: Mapping[str, list[str]] | None = None
    measures: Mapping[str, StatedMeasure] | None = None
    comparison: list[Comparison] | None = None
    instrument: Mapping[str, StatedInstrument] | None = None
    undetermined: Mapping[str, Mapping[str, Shown]] | None = None
    unsupported: list[UnsupportedMeasure] | None = None
    mapping: Mapping[str, MappingAccount] | None = None
    ethics: StatedEthics | None = None
    disclosure: SurveyDisclosure | None = None
