"""The mapping of a MICS6 file of children 5-17 (`fs.sav`), of any country.

Follows the standard questionnaire of MICS6 and its tabulation of child labour: work is any
of CL1A to CL1X, its hours CL3; water CL7 and CL8, firewood CL9 and CL10; chores any of CL11A
to CL11X, their hours CL13; hours of 97 and over are no hours. Countries change names and
add items; what is found decides what is mapped, and a notice says what was done with
the rest. Items outside a question block are left out of the custodian's indicator.
"""

import re
from typing import Any

from measure87.collect.mapping_notices import preset_notice
from measure87.collect.mapping_text import MappingText
from measure87.collect.presets.mics6_variables import Mics6File
from measure87.collect.presets.mics_draft import Draft, not_this_round, status_keys
from measure87.files import SourceTable
from measure87.vocabulary.errors import DataError

INPUT = "fs"
"""Name of the input in `study.toml` and of the section in `mapping.toml`."""

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


def mics6_mapping(source: SourceTable) -> str:
    """Text of `mapping.toml` for the 5-17 file of a MICS6 survey.

    Parameters
    ----------
    source : SourceTable
        The untouched file.

    Raises
    ------
    DataError
        If the file has no question on work, or lacks a weight, an age or identifiers of children
        and most of the module too: it is then not the 5-17 file of a MICS6 survey. If it has the
        module, they are asked for by name.
    """
    draft = Draft(Mics6File(source), MappingText(INPUT), needed=_NOT_LEFT_OUT)
    _identifiers(draft)
    _design(draft)
    _background(draft)
    _work(draft)
    _hazards(draft)
    _water_and_firewood(draft)
    _chores(draft)
    draft.what_is_left(_STANDARD)
    return draft.written("mics6", _kept(draft))


def _kept(draft: Draft) -> list[dict[str, Any]]:
    """Completed interviews, where the file says which."""
    found, codes = draft.file.completed, draft.file.completed_codes
    if found and not codes:
        return [{"ask": "which result of the interview is a completed one", "candidates": [found]}]
    if found:
        return [{"variable": found, "codes": [int(c) if c == "1" else c for c in codes]}]
    draft.notices.insert(0, preset_notice("preset-no-result", variable="FS17"))
    return []


def _identifiers(draft: Draft) -> None:
    file = draft.file
    ids = file.first_all(("HH1", "HH2", "LN"), ("HH1", "HH2", "HL1"), ("FS1", "FS2", "FS3"))
    if ids is None:
        household = file.first_all(("HH1", "HH2"), ("FS1", "FS2"))
        if household:
            draft.column("household_id", *household)
        wanted = "cluster, household and line of the child (HH1, HH2 and LN)"
        reason = "it has neither HH1, HH2 and LN nor FS1, FS2 and FS3"
        _ask(draft, "person_id", wanted, reason, "HH1", "HH2", "LN")
        return
    draft.column("person_id", *ids)
    draft.column("household_id", *ids[:2])
    draft.column("line", ids[2])
    if file.find("FS4"):
        draft.text.comment(
            "FS4 is the line of the mother or caretaker; a caretaker is not the mother, so",
            "mother_line is not mapped.",
        )
        draft.used.add("FS4")


def _design(draft: Draft) -> None:
    file = draft.file
    weight = file.find("fsweight")
    if weight is None:
        _ask(
            draft, "weight", "weight of the child 5-17 (fsweight)", "it has no fsweight", "fsweight"
        )
    else:
        draft.column("weight", weight)
    draft.cluster("HH1", "FS1")
    draft.stratum()


def _background(draft: Draft) -> None:
    file = draft.file
    age = file.first("CB3", "HL6", "FSAGEYEARS")
    if age is None:
        _ask(draft, "age_years", "age of the child (CB3)", "it has no CB3 (age)", "CB3", "HL6")
    else:
        draft.column("age_years", age, missing=[97, 98, 99])
    draft.background()
    _school(draft)
    _rows_of_tables(draft)


def _school(draft: Draft) -> None:
    ever, now = draft.file.find("CB4"), draft.file.find("CB7")
    if now is None:
        return
    names = [name for name in (ever, now) if name]
    draft.column(
        "school_attendance", *names,
        note="ever attended, and attended in the current school year",
        combine="all" if len(names) > 1 else None, **status_keys(draft.file.answers(names)),
    )  # fmt: skip


def _rows_of_tables(draft: Draft) -> None:
    """Further rows of the standard tables; a file without one has tables without that row."""
    for name, column in _ROWS.items():
        found = draft.file.asked(name)
        if found:
            draft.column(column, found, missing=_NO_ANSWER.get(name))


def _work(draft: Draft) -> None:
    names = draft.file.block("CL1")
    if not names:
        raise _not_mics6(draft.file, _why_no_work(draft.file))
    draft.status("economic_activity", names)
    draft.block_notice(names, _STANDARD_WORK, "CL3", "economic_activity")
    draft.hours("economic_hours", "CL3", "economic_activity", names)


def _why_no_work(file: Mics6File) -> str:
    if file.find("CL1A") or file.find("CL1B"):
        return "CL1A to CL1X hold no answer in any completed interview"
    if file.find("CL2A") or file.find("CL2B"):
        return "it has none of CL1A to CL1X, and CL2A as in MICS5"
    return "it has none of CL1A to CL1X: no child labour module"


def _hazards(draft: Draft) -> None:
    file = draft.file
    draft.hazards(_HAZARDS, file.block("CL1"))
    night = file.find("CL6F")
    if night and _NIGHT.search(file.label(night)):
        draft.status("night_work", [night], asked_if="economic_activity")
        draft.say("preset-night-work", variable=night)
    draft.skipped_hazards("CL4", "CL6A")


def _water_and_firewood(draft: Draft) -> None:
    for status, did, hours, spent in (
        ("fetched_water", "CL7", "water_hours", "CL8"),
        ("collected_firewood", "CL9", "firewood_hours", "CL10"),
    ):
        found = draft.there(did)
        if found:
            draft.status(status, [found])
            draft.hours(hours, spent, status, [found])
        else:
            draft.say("preset-not-asked", variable=did, activity=status)


def _chores(draft: Draft) -> None:
    names = draft.file.block("CL11")
    if not names:
        draft.say(
            "preset-block-not-asked", first=_STANDARD_CHORES[0], last=_STANDARD_CHORES[-1],
            activity="household_chores",
        )  # fmt: skip
        return
    draft.status("household_chores", names)
    draft.block_notice(names, _STANDARD_CHORES, "CL13", "household_chores")
    draft.hours("chores_hours", "CL13", "household_chores", names)


def _ask(draft: Draft, column: str, wanted: str, reason: str, *names: str) -> None:
    """Ask for a variable that the file lacks, if it has the module; else it is another file."""
    if not draft.is_mostly(_STANDARD):
        raise _not_mics6(draft.file, reason)
    draft.ask(column, wanted, *names)


def _not_mics6(file: Mics6File, reason: str) -> DataError:
    return not_this_round("mics6", "MICS6 file of children 5-17", "fs.sav", file, reason)
