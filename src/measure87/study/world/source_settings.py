"""Which files are read: published figures by publisher, population, covariates."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypedDict

from measure87.combine.inputs import (
    LEAVE_OUT_ALL_MARKED,
    UNICEF_MARKS,
    CovariateUse,
    IlostatSeries,
    UnicefLayout,
)
from measure87.combine.inputs.covariates import TransformName
from measure87.combine.inputs.footnote_marks import MarkRules
from measure87.files.settings import (
    TEXT,
    LeftOut,
    Named,
    Place,
    Variants,
    by_name,
    choice,
    file,
    named_tables,
    refined,
    settings_at_fault,
    table,
    texts,
    whole,
)
from measure87.study.world.values import AGE_GROUPS
from measure87.vocabulary.errors import StudyError

_MARKS = {"unicef": UNICEF_MARKS, "none": LEAVE_OUT_ALL_MARKED}
_VALUES = 'values = { both = "B" }'


@dataclass(frozen=True)
class OwnEstimates:
    """What a released result of ours does not say of its survey."""

    source_type: str


@dataclass(frozen=True)
class UnicefTable:
    """Where a table of UNICEF has what, and what its marks mean."""

    layout: UnicefLayout
    rules: MarkRules


@dataclass(frozen=True)
class FigureInput:
    """One file of published figures; `of` is what its format says beside the file."""

    name: str
    path: Path
    format: str
    of: IlostatSeries | UnicefTable | OwnEstimates | None = None


_FORMATS = ("figures", "sdg_csv", "sdg_ml", "ilostat", "unicef", "own_estimates")
_File = Annotated[Path, file(), "the file, from the folder of the settings"]
_Format = Annotated[
    str,
    choice(_FORMATS),
    "`figures` (our own columns), `sdg_csv`, `sdg_ml`, `ilostat`, `unicef`, or `own_estimates` "
    "(`estimates.json` of a survey of ours, released)",
]
_Measure = Annotated[str, TEXT, "the measure that the figures are of"]
_Definition = Annotated[str, TEXT, "whose definition, as `child_labour/sdg_8_7_1`"]


def _plain(*, name: str, format: _Format = "figures", file: _File) -> FigureInput:
    return FigureInput(name, file, format)


def _own_estimates(
    *,
    name: str,
    format: _Format,
    file: _File,
    source_type: Annotated[str, TEXT, "kind of source that the survey is"],
) -> FigureInput:
    return FigureInput(name, file, format, OwnEstimates(source_type))


def _ilostat(
    *,
    name: str,
    format: _Format,
    file: _File,
    measure: _Measure,
    unit: Annotated[
        Literal["percent", "thousands"],
        choice(("percent", "thousands")),
        "what the values are: `percent` or `thousands`",
    ] = "percent",
    definition: _Definition,
    indicator: Annotated[
        str | None, TEXT, "rows of this indicator alone", LeftOut("all rows")
    ] = None,
) -> FigureInput:
    return FigureInput(name, file, format, IlostatSeries(measure, unit, definition, indicator))


def _by_sex(
    *,
    content: Mapping[str, str],
    both: Annotated[str | None, TEXT, "column of both sexes"] = None,
    female: Annotated[str | None, TEXT, "column of girls and women"] = None,
    male: Annotated[str | None, TEXT, "column of boys and men"] = None,
) -> dict[str, str]:
    """Sex to the letter of a column, in the order of the file."""
    return dict(content)


def _one_group(
    key: str, ages: tuple[tuple[int, int | None], ...], place: Place
) -> tuple[int, int | None]:
    if len(ages) != 1:
        raise place.fault(
            f"{key!r} has {len(ages)} groups",
            hint="a table of UNICEF is about one group of ages, as [[5, 17]]",
        )
    return ages[0]


class _Layout(TypedDict):
    ages: tuple[int, int | None]
    country: str
    source: str | None
    year: str | None
    sheet: str | None
    values: dict[str, str]
    first_row: int
    year_of_all: int | None
    marks: dict[str, str]


def _layout(
    *,
    place: Place,
    ages: Annotated[
        tuple[int, int | None],
        refined(AGE_GROUPS, _one_group),
        "one group of ages",
        LeftOut("`[[5, 17]]`"),
    ] = (5, 17),
    country: Annotated[str, TEXT, "column of countries"] = UnicefLayout.country,
    source: Annotated[str | None, TEXT, "column of sources"] = None,
    year: Annotated[str | None, TEXT, "column of years"] = None,
    sheet: Annotated[str | None, TEXT, "name of the sheet", LeftOut("the first")] = None,
    values: Annotated[dict[str, str], table(_by_sex), "by sex the letter of the column of values"],
    first_row: Annotated[int, whole(1, 10**6), "row of the first country"] = UnicefLayout.first_row,
    year_of_all: Annotated[
        int | None, whole(1, 10**6), "the year, where there is no column of years"
    ] = None,
    marks: Annotated[dict[str, str], table(_by_sex), "by sex the letter of the column of marks"],
) -> _Layout:
    if not values:
        raise place.fault(
            "the layout names no column of values",
            code="layout",
            hint=f"write {_VALUES}, by sex the letter of the column",
        )
    return {
        "ages": ages, "country": country, "source": source, "year": year, "sheet": sheet,
        "values": values, "first_row": first_row, "year_of_all": year_of_all, "marks": marks,
    }  # fmt: skip


def _unicef(
    *,
    name: str,
    place: Place,
    format: _Format,
    file: _File,
    marks: Annotated[
        str,
        choice(tuple(_MARKS)),
        "`none` leaves every marked value out, `unicef` follows the notes of its tables",
    ] = "none",
    layout: Annotated[_Layout, table(_layout), "which columns hold what"],
    measure: _Measure,
    definition: _Definition,
) -> FigureInput:
    with settings_at_fault(place.where):
        found = UnicefLayout(measure=measure, definition=definition, **layout)
    return FigureInput(name, file, format, UnicefTable(found, _MARKS[marks]))


FigureFiles = Annotated[
    tuple[FigureInput, ...],
    named_tables(
        Variants(
            "format",
            {
                **dict.fromkeys(("figures", "sdg_csv", "sdg_ml"), _plain),
                "ilostat": _ilostat,
                "unicef": _unicef,
                "own_estimates": _own_estimates,
            },
        ),
        'file = "..." and format = "figures"',
    ),
    Named("inputs"),
    "files of published figures",
]


def no_figure_files(place: Place) -> StudyError:
    """That nothing is named to make an estimate from."""
    return place.fault(
        "no file of published figures is named",
        code="no-inputs",
        hint='add [inputs.NAME] with file = "..." and format = "figures"',
    )


@dataclass(frozen=True, kw_only=True)
class PopulationInput:
    """The table `[population]`."""

    path: Annotated[Path, file(), Named("file"), "the file, from the folder of the settings"]
    split: Annotated[
        str, choice(("uniform", "smooth")), "how groups of ages are split: `uniform` or `smooth`"
    ] = "uniform"
    variant: Annotated[str, TEXT, "of a file with several"] = "Medium"


@dataclass(frozen=True, kw_only=True)
class CovariateInput:
    """The table `[covariates]`."""

    path: Annotated[Path, file(), Named("file"), "the file, from the folder of the settings"]
    vintage: Annotated[str, TEXT, "edition or day of the download"]
    columns: Annotated[
        tuple[str, ...], texts(), "columns of a wide file", LeftOut("a long file")
    ] = ()
    country: Annotated[str, TEXT, "its column of countries"] = "country"
    source: Annotated[str | None, TEXT, "publisher and series", LeftOut("not stated")] = None
    use: Annotated[
        Mapping[str, TransformName],
        by_name(choice(("as_is", "log", "log1p", "logit_percent"))),
        'which columns the model uses: `NAME = "as_is"`, `"log"`, `"log1p"` or '
        '`"logit_percent"`. The value of the year nearest to the stated year is taken',
    ]

    @property
    def uses(self) -> tuple[CovariateUse, ...]:
        """Which columns the model uses, and on which scale."""
        return tuple(CovariateUse(name, scale) for name, scale in self.use.items())
