"""Reads populations by year, sex and age: the UN's CSV forms, a wide form, and a long form.

UN World Population Prospects, CSV by five-year groups or by single years: `LocID` (and from the
2022 edition `ISO3_code`), `Variant`, `Time`, `AgeGrpStart`, `AgeGrpSpan`, `PopMale`, `PopFemale`,
in thousands; the columns were seen in public programs that read these files (`secondary`). A span
below one is an open group. Wide form: `country_code`, `year`, `sex` (F, M) and one column per age
group such as `5-9`, in thousands; other columns are passed over. Long form: the columns of
`POPULATION_COUNTS`, in persons.
"""

import re
from pathlib import Path

import polars as pl

from measure87.combine.inputs.population import Population
from measure87.combine.inputs.reading_words import named_columns, plain_name, read_sex
from measure87.define.classifications.geography import place_of
from measure87.files import SourceTable, code_of, read_plain_source, with_notices_told
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.published_figures import POPULATION_COUNTS

_WPP = ("LocID", "Time", "AgeGrpStart", "AgeGrpSpan", "PopMale", "PopFemale")
_WIDE = ("country_code", "year", "sex")
_LONG = ("country", "year", "sex", "age_from", "age_to", "persons")
_AGE_COLUMN = re.compile(r"^(\d{1,3})-(\d{1,3})$")
_THOUSAND = 1000.0
_MOST = 1e12
"""More than any count, year or age."""


def read_population(
    path: Path | str,
    *,
    years: tuple[int, int] | None = None,
    ages: tuple[int, int] | None = None,
    variant: str = "Medium",
) -> Population:
    """A population table out of a file of any of the three forms.

    Parameters
    ----------
    path
        CSV or Parquet. Rows about groups of countries are passed over.
    years
        First and last year to keep; all without it. Keep the given years around those needed.
    ages
        Groups that begin in these ages are kept; all without it. A file of single years for the
        whole world has millions of rows, so keep what is needed, and whole groups.
    variant
        Of a file with several projections, the one to take.

    Raises
    ------
    DataError
        If the form is not known, a country is none, a count is no number from 0, age groups
        overlap, or the variant is not there.
    """
    source = with_notices_told(read_plain_source(path))
    plain = {plain_name(name) for name in source.columns}
    if all(plain_name(name) in plain for name in _WPP):
        long = _from_wpp(source, variant, years)
    elif all(name in source.columns for name in _LONG):
        long = _from_long(source)
    elif all(name in source.columns for name in _WIDE) and _age_columns(source):
        long = _from_wide(source)
    else:
        raise DataError(
            f"{source.name} has none of the known forms of a population file",
            code="unknown-form",
            where=source.name,
            hint=f"columns of the UN's form: {', '.join(_WPP)}; of the long form: "
            f"{', '.join(_LONG)}",
        )
    if years is not None:
        long = long.filter(pl.col("year").is_between(*years))
    if ages is not None:
        long = long.filter(pl.col("age_from").is_between(*ages))
    if long.is_empty():
        raise DataError(
            f"{source.name} holds nothing of what was asked for",
            code="population-year",
            where=source.name,
            hint="look at the years, the ages and the country codes",
        )
    ordered = long.select(POPULATION_COUNTS.names).sort(
        "country", "year", "sex", "age_from", nulls_last=True
    )
    return Population(ordered, {source.name: source.sha256})


def _from_wpp(source: SourceTable, variant: str, years: tuple[int, int] | None) -> pl.DataFrame:
    found = named_columns(source, (*_WPP, "ISO3_code", "Variant"), needed=_WPP)
    frame = source.lazy.collect()
    _require_numbers(frame, [found[name] for name in _WPP[1:]], source.name)
    if "Variant" in found:
        present = frame[found["Variant"]].unique().drop_nulls().sort().to_list()
        if variant not in present:
            raise DataError(
                f"there is no variant {variant!r}",
                code="unknown-variant",
                where=source.name,
                hint=f"variants present: {', '.join(map(str, present[:12]))}",
            )
        frame = frame.filter(pl.col(found["Variant"]) == variant)
    if years is not None:
        frame = frame.filter(_number(found["Time"]).is_between(*years))
    start, span = _number(found["AgeGrpStart"]), _number(found["AgeGrpSpan"])
    named = _with_countries(frame, found.get("LocID", "LocID"), source.name)
    wide = named.select(
        "country",
        _number(found["Time"]).cast(pl.Int64).alias("year"),
        start.cast(pl.Int64).alias("age_from"),
        pl.when(span >= 1).then(start + span - 1).cast(pl.Int64).alias("age_to"),
        (_number(found["PopMale"]) * _THOUSAND).alias("male"),
        (_number(found["PopFemale"]) * _THOUSAND).alias("female"),
    )
    return wide.unpivot(
        ["female", "male"],
        index=["country", "year", "age_from", "age_to"],
        variable_name="sex",
        value_name="persons",
    ).drop_nulls("persons")


def _from_wide(source: SourceTable) -> pl.DataFrame:
    ages = _age_columns(source)
    frame = _with_countries(source.lazy.collect(), "country_code", source.name)
    _require_numbers(frame, ["year", *ages], source.name)
    words = frame["sex"].unique().drop_nulls().to_list()
    sexes = {word: read_sex(word, where=source.name) for word in words}
    long = frame.select(
        "country",
        _number("year").cast(pl.Int64).alias("year"),
        pl.col("sex").replace(sexes),
        *(_number(name) * _THOUSAND for name in ages),
    ).unpivot(list(ages), index=["country", "year", "sex"], value_name="persons")
    bounds = pl.DataFrame(
        [(name, *ends) for name, ends in ages.items()],
        schema={"variable": pl.String, "age_from": pl.Int64, "age_to": pl.Int64},
        orient="row",
    )
    return long.join(bounds, on="variable")


def _from_long(source: SourceTable) -> pl.DataFrame:
    frame = _with_countries(
        source.lazy.collect().rename({"country": "written"}), "written", source.name
    )
    _require_numbers(frame, ["year", "age_from", "age_to", "persons"], source.name)
    words = frame["sex"].unique().drop_nulls().to_list()
    return frame.select(
        "country",
        _number("year").cast(pl.Int64).alias("year"),
        pl.col("sex").replace({w: read_sex(w, where=source.name) for w in words}),
        _number("age_from").cast(pl.Int64),
        _number("age_to").cast(pl.Int64),
        _number("persons"),
    )


def _age_columns(source: SourceTable) -> dict[str, tuple[int, int]]:
    hits = ((name, _AGE_COLUMN.match(name.strip())) for name in source.columns)
    return {name: (int(hit[1]), int(hit[2])) for name, hit in hits if hit}


def _with_countries(frame: pl.DataFrame, column: str, where: str) -> pl.DataFrame:
    """The rows about countries, with their code in `country`."""
    written = frame[column].unique().drop_nulls().to_list()
    codes = {code_of(one): place_of(code_of(one), where=where) for one in written}
    table = pl.DataFrame(
        {"_written": list(codes), "country": list(codes.values())},
        schema={"_written": pl.String, "country": pl.String},
    )
    joined = frame.with_columns(pl.col(column).cast(pl.String).alias("_written")).join(
        table, on="_written", how="left"
    )
    return joined.filter(pl.col("country").is_not_null())


def _require_numbers(frame: pl.DataFrame, columns: list[str], where: str) -> None:
    """Refuse the first cell of a column of numbers that holds something else."""
    for column in columns:
        number = _number(column)
        fine = number.is_finite() & (number.abs() < _MOST)
        bad = frame.filter(pl.col(column).is_not_null() & ~fine.fill_null(False))
        if bad.height:
            raise DataError(
                f"{str(bad[column][0])[:40]!r} in column {column!r} is no number",
                code="not-a-number",
                where=where,
                hint="numbers are written with a point and without blanks between thousands",
            )


def _number(column: str) -> pl.Expr:
    """A column as numbers, once `_require_numbers` has looked at it."""
    return pl.col(column).cast(pl.Float64, strict=False)
