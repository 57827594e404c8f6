"""The mapping of a file of the Global Labor Database (GLD), with its harmonised names.

Follows the manual of the database (World Bank, repository worldbank/gld on GitHub, folder "GLD
Manual Files": pages of surveys and identifiers, geography, demography, education and labour; all
seen). Names and codes are those of the manual: male 1 and 0, urban 1 and 0, school 1 and 0; lstatus
1 employed, 2 unemployed, 3 not in the labour force; empstat 1 paid employee, 2 non-paid employee
(apprentices too), 3 employer, 4 self-employed, 5 other; whours are hours of the last week in the
main job, whours_2 in the second. lstatus is missing below minlaborage. Codes of ISIC and ISCO are
filled with zeros at the right. t_hours_total is about twelve months and is not used.

The database has neither hazards nor household chores, water and firewood: measures that need them
are refused by name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from measure87.collect.assistant import alike_rows, repeated_rows
from measure87.collect.mapping_notices import entry_of, preset_notice
from measure87.collect.mapping_text import MappingText, toml_value
from measure87.define.classifications.versions import CLASSIFICATIONS
from measure87.files import SourceTable, code_text
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.spelling import plain

INPUT = "gld"
"""Name of the input in `study.toml` and of the section in `mapping.toml`."""

_NEEDED = ("pid", "age", "male", "weight", "lstatus", "whours")
_IDENTIFIERS = (("pid",), ("hhid", "pid"), ("hhid", "pid", "wave"))
_VERSIONS = {
    "isic_version": ("industry", {"isic_4": "ISIC4", "isic_3.1": "ISIC3.1"}),
    "isco_version": ("occupation", {"isco_2008": "ISCO08", "isco_1988": "ISCO88"}),
}
_STATUS = {
    "1": "employee", "2": "family_worker", "3": "own_account", "4": "own_account", "5": "other",
}  # fmt: skip
_TWO = {"1": "1", "0": "2"}
"""Codes of the manual for male and urban, and for the other -> the standard ones."""
_YEAR = "year"
"""The year of the survey; a file of several rounds has several. The manual's int_year is that of
the interview, of which one survey may have two."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "male": {"male": "1", "female": "0"},
    "urban": {"urban": "1", "rural": "0"},
    "school": {"yes": "1", "no": "0"},
    "lstatus": {"employed": "1", "unemployed": "2", "non-lf": "3", "not in labor force": "3"},
    "empstat": {
        "paid employee": "1", "non-paid employee": "2", "employer": "3", "self-employed": "4",
        "other, workers not classifiable by status": "5",
    },
}  # fmt: skip
"""Variable -> label of a code, as its value in files that were exported with labels (the labels are
recalled, unseen) -> the code. Any other word is named by no line, and stops the run."""
_OLDEST = 120
"""The manual refuses ages above it."""


class _File:
    """A file of the database, asked by the names of the manual, in either case.

    Parameters
    ----------
    source : SourceTable
    year : int or None
        Where the file holds several surveys, the year of the one whose rows alone are asked.
    """

    def __init__(self, source: SourceTable, year: int | None) -> None:
        self.source = source
        self._schema = dict(source.frame.collect_schema())
        self._rows = source.lazy
        self.year = self._one_year(year)
        if self.year is not None:
            found, code = self.year
            self._rows = self._rows.filter(code_text(found, self._schema[found]) == code)

    def _one_year(self, year: int | None) -> tuple[str, str] | None:
        """The variable of the year and its code, where the file holds surveys of several.

        Raises
        ------
        DataError
            If it does, and none of them is the one of the study.
        """
        found = self.source.find(_YEAR)
        codes = [] if found is None else self.values(found)
        if found is None or len(codes) < 2:
            return None
        if str(year) not in codes:
            raise DataError(
                f"{self.source.name} holds several surveys: {found} has {len(codes)} different "
                "values",
                code="several-surveys",
                where=self.source.name,
                hint="a study is of one survey: give its year by --year, or the file of one",
            )
        return found, str(year)

    def find(self, name: str) -> str | None:
        """A variable that has a value in some row; the database keeps empty ones."""
        found = self.source.find(name)
        return found if found is not None and self.values(found) else None

    def values(self, name: str) -> list[str]:
        """Its different values, as code text."""
        text = code_text(name, self._schema[name])
        return self._rows.select(text.drop_nulls().unique().sort()).collect()[name].to_list()

    def tells_persons(self, names: Sequence[str]) -> bool:
        """Whether some variables are in every row, and together differ in each."""
        keys = self._rows.select(names)
        blank = keys.select(pl.any_horizontal(pl.all().is_null()).any()).collect().item()
        counts = keys.select(pl.len(), pl.struct(pl.all()).n_unique().alias("n")).collect().row(0)
        return not blank and counts[0] == counts[1]

    def answered_below(self, age: int) -> bool:
        """Whether persons below an age answered on work, which the manual excludes."""
        ages, answers = self.source.find("age"), self.source.find("lstatus")
        if ages is None or answers is None:
            return False
        young = pl.col(ages).cast(pl.Float64, strict=False) < age
        asked = young & pl.col(answers).is_not_null()
        return bool(self._rows.select(asked.any()).collect().item())

    def repeated(self, names: Sequence[str]) -> tuple[int, int, int]:
        """In how many rows some variables are those of another row, and the first two."""
        return repeated_rows(self.source, names) if self.year is None else (0, 0, 0)


def gld_mapping(source: SourceTable, year: int | None = None) -> str:
    """Text of `mapping.toml` for a file of the Global Labor Database.

    Parameters
    ----------
    source : SourceTable
        The harmonised file.
    year : int, optional
        Of the survey that is studied: where the file holds several, its rows alone are kept.

    Raises
    ------
    DataError
        If it lacks one of the variables without which nothing can be estimated, or holds several
        surveys of which none is of that year.
    """
    file = _File(source, year)
    absent = [name for name in _NEEDED if file.find(name) is None]
    if absent:
        raise DataError(
            f"{source.name} is not a file of the Global Labor Database: it has no "
            f"{', '.join(absent)} with a value",
            code="not-gld",
            where=source.name,
            hint="give the harmonised file of the database; for another labour force survey use "
            "--preset lfs",
        )
    notices: list[Notice] = []
    body = MappingText(INPUT)
    versions = _versions(file, notices)
    _persons(file, body, notices)
    jobs = [
        *_job(file, "main", "", versions, notices),
        *_job(file, "second", "_2", versions, notices),
    ]
    head = MappingText(INPUT)
    head.comment(
        f"Mapping of {source.name} by the preset gld, after the database's manual.",
        "A code that no line names stops the run.",
    )
    head.lines += ["", "schema = 1"]
    head.settings({"unmapped": "fail", "keep": _kept(file, notices)})
    head.remarked("notices", [(each.text, entry_of(each)) for each in notices])
    if versions:
        head.lines += ["", f"[{INPUT}.versions]"]
        head.lines += [f"{column} = {toml_value(name)}" for column, name in versions.items()]
    return "\n".join([head.text + "\n" + body.text, *jobs])


def _kept(file: _File, notices: list[Notice]) -> list[dict[str, Any]]:
    """The survey's year in a file of several, and ages asked about work, where the file says so."""
    one = []
    if file.year is not None:
        name, code = file.year
        notices.append(preset_notice("preset-gld-one-year", variable=name, first=code))
        one = [{"variable": name, "codes": [int(code)]}]
    found = file.find("minlaborage")
    ages = [int(float(value)) for value in file.values(found)] if found else []
    if len(ages) != 1 or not 0 <= ages[0] <= _OLDEST or file.answered_below(ages[0]):
        notices.append(preset_notice("preset-gld-no-minimum-age", variable="minlaborage"))
        return one
    notices.append(preset_notice("preset-gld-minimum-age", first=str(ages[0])))
    codes = list(range(ages[0], _OLDEST + 1))
    return [*one, {"variable": file.find("age"), "codes": codes}]


def _versions(file: _File, notices: list[Notice]) -> dict[str, str]:
    """Which classification the codes are of: a file with several, or without one, has none."""
    said = {}
    for name, (column, known) in _VERSIONS.items():
        if file.find(f"{_code_of(column)}") is None:
            continue
        found = file.find(name)
        values = file.values(found) if found else []
        if len(values) == 1:
            said[column] = known.get(values[0].lower(), values[0])
        else:
            notices.append(preset_notice("preset-gld-no-version", variable=name))
    return said


def _code_of(column: str, suffix: str = "") -> str:
    return {"industry": "industrycat_isic", "occupation": "occup_isco"}[column] + suffix


def _persons(file: _File, body: MappingText, notices: list[Notice]) -> None:
    person = next(
        (names for names in _IDENTIFIERS
         if all(file.find(n) for n in names) and file.tells_persons(_found(file, names))),
        None,
    )  # fmt: skip
    if person is None:
        wanted = "variables that together differ for every person: hhid, pid, wave"
        names = _found(file, ("hhid", "pid", "wave"))
        if alike := alike_rows(names, file.repeated(names)):
            body.comment(alike)
        body.column("person_id", ask=wanted, candidates=["hhid", "pid", "wave"])
    else:
        body.column("person_id", variables=_found(file, person))
    if hhid := file.find("hhid"):
        body.column("household_id", variable=hhid)
    body.column("weight", variable=file.find("weight"))
    notices.append(preset_notice("preset-gld-weight", variable="weight"))
    for name, column in (("strata", "stratum"), ("psu", "cluster")):
        if found := file.find(name):
            body.column(column, variable=found)
        else:
            notices.append(preset_notice("preset-gld-no-design", variable=name))
    body.column("age_years", variable=file.find("age"))
    body.column("sex", variable=file.find("male"), codes=_as_codes(file, "male", _TWO))
    if urban := file.find("urban"):
        body.column("area", variable=urban, codes=_as_codes(file, "urban", _TWO))
    if region := file.find("subnatid1"):
        body.column("region", variable=region)
    if school := file.find("school"):
        body.column(
            "school_attendance",
            variable=school,
            yes=_spelt(file, "school", 1),
            no=_spelt(file, "school", 0),
        )
    works = _works(file)
    body.column(
        "economic_activity", variable=file.find("lstatus"), yes=works["yes"], no=works["no"]
    )
    notices.append(preset_notice("preset-gld-employment", variable="icls_v"))


def _spelt(file: _File, name: str, *codes: int) -> list[int | str]:
    """How a file has some codes of the manual: as they are, or by the words of their labels."""
    words = _WORDS[name.removesuffix("_2")]
    found = file.find(name)
    values = [] if found is None else file.values(found)
    wanted = {str(code) for code in codes}
    return [*codes, *(value for value in values if words.get(plain(value).strip()) in wanted)]


def _as_codes(file: _File, name: str, codes: Mapping[str, str]) -> dict[str, str]:
    """Codes of the manual as the file has them -> the standard ones."""
    return {
        str(spelt): standard
        for code, standard in codes.items()
        for spelt in _spelt(file, name, int(code))
    }


def _found(file: _File, names: Sequence[str]) -> list[str]:
    return [found for name in names if (found := file.find(name))]


def _works(file: _File) -> dict[str, list[int | str]]:
    """Who is employed, and who is not."""
    return {"yes": _spelt(file, "lstatus", 1), "no": _spelt(file, "lstatus", 2, 3)}


def _job(
    file: _File, job: str, suffix: str, versions: dict[str, str], notices: list[Notice]
) -> list[str]:
    """The entry of a job; of a second one only where the file has its hours."""
    hours, status = file.find(f"whours{suffix}"), file.find(f"empstat{suffix}")
    if hours is None:
        return []
    if suffix:
        present: dict[str, Any] = {"variable": status or hours}
        of_status = _spelt(file, "empstat_2", *map(int, _STATUS)) if status else []
        codes = [*map(str, of_status)] or file.values(hours)
        present |= {"yes": [int(c) if c.isdecimal() else c for c in codes], "blank": "no"}
        notices.append(preset_notice("preset-gld-second-job", variable=status or hours))
    else:
        present = {"variable": file.find("lstatus"), **_works(file)}
        notices.append(preset_notice("preset-gld-hours", variable=hours))
    lines = ["", f"[[{INPUT}.jobs]]", f'job = "{job}"', f"present = {toml_value(present)}"]
    # Without a range, for whoever states one says that 98 and 99 are hours.
    lines.append(f"hours = {toml_value({'variable': hours})}")
    for column, version in versions.items():
        if found := file.find(_code_of(column, suffix)):
            lines.append(f"{column} = {toml_value(_coded(file, found, version))}")
    if status:
        kinds = _as_codes(file, f"empstat{suffix}", _STATUS)
        lines.append(f"status_in_employment = {toml_value({'variable': status, 'codes': kinds})}")
        if not suffix:
            notices.append(preset_notice("preset-gld-apprentices", variable=status))
    return [*lines, ""]


def _coded(file: _File, name: str, version: str) -> dict[str, Any]:
    """A variable of a classification; codes that stand for a whole group lose their last zeros.

    5000 stands for the major group 5 of ISCO-08, which has no unit group 5000.
    """
    known = CLASSIFICATIONS.get(version)
    codes = file.values(name)
    if known is None or all(known.is_possible(code) for code in codes):
        return {"variable": name}
    shorter = {code: _without_zeros(code) for code in codes if not known.is_possible(code)}
    if not all(known.is_possible(code) for code in shorter.values()):
        return {"variable": name}
    return {"variable": name, "codes": {code: shorter.get(code, code) for code in codes}}


def _without_zeros(code: str) -> str:
    """A code without zeros at its right, but for that of the armed forces."""
    return code.rstrip("0") or "0"
