"""The mapping of a MICS6 file of children 5-17 (`fs.sav`), of any country.

Follows the standard questionnaire of MICS6 and its tabulation of child labour: work is any
of CL1A to CL1X, its hours CL3; water CL7 and CL8, firewood CL9 and CL10; chores any of CL11A
to CL11X, their hours CL13; hours of 97 and over are no hours. Countries change names and
add items; what is found decides what is mapped, and a notice says what was done with
the rest. Items outside a question block are left out of the custodian's indicator.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from measure87.collect.presets.mapping_text import MappingText
from measure87.collect.presets.mics6_variables import Answers, Coded, Mics6File
from measure87.files import SourceTable
from measure87.vocabulary.errors import DataError

INPUT = "fs"
"""Name of the input in `study.toml` and of the section in `mapping.toml`."""

_HOURS: dict[str, Any] = {"range": [0, 96], "missing": [97, 98, 99]}
"""Valid hours, and inconsistent, don't know and no response."""
_HAZARDS = {
    "CL4": "heavy_loads",
    "CL5": "dangerous_tools",
    "CL6A": "dust_fumes_gas",
    "CL6B": "extreme_temperature",
    "CL6C": "noise_vibration",
    "CL6D": "heights",
    "CL6E": "chemicals_explosives",
    "CL6X": "other_hazard",
}
_ROWS = {
    "melevel": "mothers_education",
    "fsdisability": "functional_difficulties",
    "caretakerdis": "mothers_functional_difficulties",
    "ethnicity": "ethnicity",
}
"""Rows of the standard tables that are in the file as they are tabulated."""
_NO_ANSWER = {"fsdisability": [9], "caretakerdis": [9]}
"""Codes without a row; those of the others are rows, as in the custodian's tables."""
_NIGHT = re.compile(r"night|nuit|noche|noite|ноч|ليل|tungi|шөнө", re.IGNORECASE)
_NOT_LEFT_OUT = ("CL4", "CL5", "CL8", "CL10", "CL13")
"""Items without which a measure is refused: mapped even if nobody answered them."""
_STANDARD_WORK = ("CL1A", "CL1B", "CL1C", "CL1X")
_STANDARD_CHORES = ("CL11A", "CL11B", "CL11C", "CL11D", "CL11E", "CL11F", "CL11X")
_STANDARD = {
    *_HAZARDS, *_STANDARD_WORK, *_STANDARD_CHORES,
    "CL2", "CL3", "CL7", "CL8", "CL9", "CL10", "CL12", "CL13",
}  # fmt: skip


@dataclass
class _Draft:
    """The text in the making, with the notices and the variables it has used."""

    file: Mics6File
    text: MappingText
    notices: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    unusual: dict[str, list[str]] = field(default_factory=dict)
    """What is not coded as in the standard file -> the variables of which it is so."""

    def column(self, column: str, *names: str, note: str = "", **keys: Any) -> None:
        self.used.update(names)
        where = {"variable": names[0]} if len(names) == 1 else {"variables": list(names)}
        self.text.column(column, note=note, **where, **keys)

    def status(self, column: str, names: Iterable[str], *, asked_if: str | None = None) -> None:
        """A status of one variable, or of any of several."""
        found = list(names)
        answers = self.file.answers(found)
        if answers.unusual:
            self.unusual.setdefault(answers.unusual, []).extend(found)
        self.column(
            column, *found,
            combine="any" if len(found) > 1 else None,
            **_keys(answers), asked_if=asked_if,
        )  # fmt: skip


def mics6_mapping(source: SourceTable) -> str:
    """Text of `mapping.toml` for the 5-17 file of a MICS6 survey.

    Parameters
    ----------
    source : SourceTable
        The untouched file.

    Raises
    ------
    DataError
        If the file has no child labour module, no weight, no age or no identifiers of
        children: it is then not the 5-17 file of a MICS6 survey.
    """
    file = Mics6File(source)
    draft = _Draft(file, MappingText(INPUT))
    _identifiers(draft)
    _design(draft)
    _background(draft)
    _work(draft)
    _hazards(draft)
    _water_and_firewood(draft)
    _chores(draft)
    _what_is_left(draft)
    draft.notices += [f"{', '.join(names)}: {what}." for what, names in draft.unusual.items()]
    return _head(draft) + "\n" + draft.text.text


def _head(draft: _Draft) -> str:
    head = MappingText(INPUT)
    head.comment(
        f"Mapping of {draft.file.name} by the preset mics6.",
        "A code that no line names is taken as unknown and reported.",
    )
    head.lines += ["", "schema = 1"]
    keep = []
    if draft.file.completed:
        keep = [{"variable": draft.file.completed, "codes": [1]}]
    else:
        draft.notices.insert(0, "There is no FS17 (result of the interview): all rows are kept.")
    head.settings({"unmapped": "unknown", "keep": keep, "notices": draft.notices})
    return head.text


def _identifiers(draft: _Draft) -> None:
    file = draft.file
    ids = file.first_all(("HH1", "HH2", "LN"), ("HH1", "HH2", "HL1"), ("FS1", "FS2", "FS3"))
    if ids is None:
        raise _not_mics6(file, "it has neither HH1, HH2 and LN nor FS1, FS2 and FS3")
    draft.column("person_id", *ids)
    draft.column("household_id", *ids[:2])
    draft.column("line", ids[2])
    if file.find("FS4"):
        draft.text.comment(
            "FS4 is the line of the mother or caretaker; a caretaker is not the mother, so",
            "mother_line is not mapped.",
        )
        draft.used.add("FS4")


def _design(draft: _Draft) -> None:
    file = draft.file
    weight = file.find("fsweight")
    if weight is None:
        raise _not_mics6(file, "it has no fsweight")
    draft.column("weight", weight)
    cluster = file.varied("PSU")
    if cluster is None:
        cluster = file.varied("HH1") or file.varied("FS1") or file.complete("PSU")
        draft.notices.append(
            f"There is no complete PSU; the cluster is {cluster}."
            if cluster
            else "There is no complete PSU and no cluster number; persons count as drawn singly."
        )
    if cluster:
        draft.column("cluster", cluster)
    _stratum(draft)


def _stratum(draft: _Draft) -> None:
    file = draft.file
    stratum = file.complete("stratum") or file.complete("strata")
    if stratum:
        draft.column("stratum", stratum)
        return
    made_of = [name for name in (file.complete("HH6"), file.complete(file.region)) if name]
    if made_of:
        draft.column("stratum", *made_of)
        draft.notices.append(
            f"There is no complete stratum; strata are made of {' x '.join(made_of)}."
        )
    else:
        draft.notices.append("There is no stratum; the sample counts as one stratum.")


def _background(draft: _Draft) -> None:
    file = draft.file
    age = file.first("CB3", "HL6", "FSAGEYEARS")
    if age is None:
        raise _not_mics6(file, "it has no CB3 (age)")
    draft.column("age_years", age, missing=[97, 98, 99])
    sex, area = file.find("HL4"), file.find("HH6")
    if sex:
        _coded(draft, "sex", sex, file.sex_codes(sex))
    if area:
        _coded(draft, "area", area, file.area_codes(area))
    if file.region:
        missing = file.missing_region(file.region)
        draft.column("region", file.region, missing=missing or None)
        if file.region.upper() != "HH7":
            draft.notices.append(f"There is no HH7; the region is {file.region}.")
    wealth = file.wealth
    if wealth:
        draft.column("wealth_quintile", wealth, missing=[0, 9])
    for name, found in (("HL4 (sex)", sex), ("HH6 (area)", area), ("HH7 (region)", file.region),
                        ("windex5 (wealth quintile)", wealth)):  # fmt: skip
        if not found:
            draft.notices.append(f"There is no {name}; figures by it cannot be made.")
    _school(draft)
    _rows_of_tables(draft)


def _coded(draft: _Draft, column: str, name: str, found: Coded) -> None:
    """A column whose codes are read by their labels."""
    draft.notices += found.notices
    if found.codes:
        draft.column(column, name, codes=found.codes, missing=list(found.left_out) or None)


def _school(draft: _Draft) -> None:
    ever, now = draft.file.find("CB4"), draft.file.find("CB7")
    if now is None:
        return
    names = [name for name in (ever, now) if name]
    draft.column(
        "school_attendance", *names,
        note="ever attended, and attended in the current school year",
        combine="all" if len(names) > 1 else None, **_keys(draft.file.answers(names)),
    )  # fmt: skip


def _rows_of_tables(draft: _Draft) -> None:
    """Further rows of the standard tables; a file without one has tables without that row."""
    for name, column in _ROWS.items():
        found = draft.file.asked(name)
        if found:
            draft.column(column, found, missing=_NO_ANSWER.get(name))


def _work(draft: _Draft) -> None:
    names = draft.file.block("CL1")
    if not names:
        raise _not_mics6(draft.file, _why_no_work(draft.file))
    draft.status("economic_activity", names)
    _block_notice(draft, names, _STANDARD_WORK, "CL3", "economic activity")
    _hours(draft, "economic_hours", "CL3", "economic_activity", names)


def _why_no_work(file: Mics6File) -> str:
    if file.find("CL1A") or file.find("CL1B"):
        return "CL1A to CL1X hold no answer in any completed interview"
    if file.find("CL2A") or file.find("CL2B"):
        return "it has none of CL1A to CL1X, and CL2A as in MICS5"
    return "it has none of CL1A to CL1X: no child labour module"


def _hazards(draft: _Draft) -> None:
    file = draft.file
    work = file.block("CL1")
    absent = []
    for name, column in _HAZARDS.items():
        found = _there(draft, name, work) if name in _NOT_LEFT_OUT else file.asked(name, work)
        if found:
            draft.status(column, [found], asked_if="economic_activity")
        else:
            absent.append(name)
    night = file.find("CL6F")
    if night and _NIGHT.search(file.label(night)):
        draft.status("night_work", [night], asked_if="economic_activity")
        draft.notices.append(
            f"{night} (night work) is mapped; it is not among the hazards of table PR.3.4."
        )
    if absent:
        draft.notices.append(f"The hazards {', '.join(absent)} were not asked.")
    if file.hazards_skipped():
        draft.notices.append(
            "After a yes to one hazard the next were mostly not asked: a single hazard cannot "
            "be estimated, any hazard can."
        )


def _water_and_firewood(draft: _Draft) -> None:
    for status, did, hours, spent in (
        ("fetched_water", "CL7", "water_hours", "CL8"),
        ("collected_firewood", "CL9", "firewood_hours", "CL10"),
    ):
        found = _there(draft, did)
        if found:
            draft.status(status, [found])
            _hours(draft, hours, spent, status, [found])
        else:
            draft.notices.append(f"{did} ({status.replace('_', ' ')}) was not asked.")


def _chores(draft: _Draft) -> None:
    names = draft.file.block("CL11")
    if not names:
        draft.notices.append("CL11A to CL11X (household chores) were not asked.")
        return
    draft.status("household_chores", names)
    _block_notice(draft, names, _STANDARD_CHORES, "CL13", "household chores")
    _hours(draft, "chores_hours", "CL13", "household_chores", names)


def _asked(draft: _Draft, name: str, gates: Sequence[str] = ()) -> str | None:
    """A variable that was asked, or None."""
    return draft.file.asked(name, gates)


def _there(draft: _Draft, name: str, gates: Sequence[str] = ()) -> str | None:
    """A variable that the file has, with a notice if nobody answered it."""
    found = draft.file.find(name)
    if found and not draft.file.asked(name, gates):
        draft.notices.append(
            f"{found} holds no answer: it is unknown, which the custodian's rule counts as no."
        )
    return found


def _hours(draft: _Draft, column: str, name: str, activity: str, gates: list[str]) -> None:
    told = _there if name in _NOT_LEFT_OUT else _asked
    found = told(draft, name, gates)
    if found:
        draft.column(column, found, **_HOURS, asked_if=activity)
    else:
        words = activity.replace("_", " ")
        draft.notices.append(f"{name} was not asked; hours of {words} are not known.")


def _block_notice(
    draft: _Draft, names: list[str], standard: tuple[str, ...], hours: str, what: str
) -> None:
    present = {name.upper() for name in names}
    extra = [name for name in names if name.upper() not in standard]
    absent = [name for name in standard if name not in present]
    if extra:
        draft.notices.append(
            f"{', '.join(map(draft.file.titled, extra))}: asked in the same block, with the same "
            f"question on hours ({hours}), so counted as {what}."
        )
    if absent:
        draft.notices.append(f"{', '.join(absent)} of {what} were not asked.")


def _what_is_left(draft: _Draft) -> None:
    """Say which items of the module the mapping does not use."""
    used = {name.upper() for name in draft.used}
    left = [
        name
        for name in draft.file.module
        if name.upper() not in used and name.upper() not in _STANDARD
    ]
    if not left:
        return
    draft.text.comment(
        "Items of the country's own that are not used:",
        *(f"  {draft.file.titled(name)}" for name in left),
    )
    draft.notices.append(
        f"{', '.join(map(draft.file.titled, left))}: not in the standard questionnaire and not "
        "in the custodian's tabulation; not used."
    )


def _keys(answers: Answers) -> dict[str, Any]:
    return {
        "yes": list(answers.yes),
        "no": list(answers.no),
        "unknown": list(answers.unknown),
        "blank": "no" if answers.blank_is_no else None,
    }


def _not_mics6(file: Mics6File, reason: str) -> DataError:
    return DataError(
        f"{file.name} is not a MICS6 file of children 5-17 with child labour: {reason}",
        code="not-mics6",
        where=file.name,
        hint="give the file fs.sav; for another questionnaire use --preset blank and map it by "
        "hand",
    )
