"""The mapping of a MICS5 file of households (`hh.sav`) with its child labour module.

Follows the tabulation programme of the fifth round (table CP.4). One child of 1 to 17 was drawn
in each household: its line is SL9B, its age SL9C, and the weight is the household's times SL1,
the number of children it was drawn from. Work is any of CL2A to CL2D, its hours CL4; loads CL5,
tools CL6, other hazards CL7A to CL7F; water and firewood together CL8 and CL9; chores any of
CL10A to CL10G, their hours CL12. The programme fetches sex (HL4) and school attendance
(ED5) from the file of members; they are mapped if somebody has merged them in.

Seen in the programme: the names above, and what hazards there are together. Which letter of CL7 is
which hazard was not seen; it is taken to be the order of MICS6, and a notice says so. Codes
for no answer (97, 98, 99) were not seen either.
"""

from typing import Any

from measure87.collect.mapping_text import MappingText
from measure87.collect.presets.mics6_variables import Mics6File
from measure87.collect.presets.mics_draft import Draft, not_this_round, status_keys
from measure87.files import SourceTable
from measure87.vocabulary.errors import DataError

INPUT = "hh"
"""Name of the input in `study.toml` and of the section in `mapping.toml`."""

_AGES = range(5, 18)
_HAZARDS = {
    "CL5": "heavy_loads",
    "CL6": "dangerous_tools",
    "CL7A": "dust_fumes_gas",
    "CL7B": "extreme_temperature",
    "CL7C": "noise_vibration",
    "CL7D": "heights",
    "CL7E": "chemicals_explosives",
    "CL7F": "other_hazard",
}
_WORK = ("CL2A", "CL2B", "CL2C", "CL2D")
_CHORES = ("CL10A", "CL10B", "CL10C", "CL10D", "CL10E", "CL10F", "CL10G")
_NEEDED = ("CL5", "CL6", "CL9", "CL12")
"""Items without which a measure is refused: mapped even if nobody answered them."""
_STANDARD = {
    *_HAZARDS, *_WORK, *_CHORES, "CL1", "CL3", "CL4", "CL8", "CL9", "CL11", "CL12",
}  # fmt: skip
"""Names of the module; CL1, CL3 and CL11 are taken to be filters and line numbers (unseen)."""


def mics5_mapping(source: SourceTable) -> str:
    """Text of `mapping.toml` for the household file of a MICS5 survey.

    Parameters
    ----------
    source : SourceTable
        The untouched file, or the file with variables of `hl.sav` merged in.

    Raises
    ------
    DataError
        If the file has no child labour module, no age of the selected child, no weight or no
        identifiers.
    """
    draft = Draft(Mics6File(source), MappingText(INPUT), needed=_NEEDED)
    age = _age(draft)
    _identifiers(draft)
    _weight(draft)
    draft.cluster("HH1")
    draft.stratum()
    if isinstance(age, str):
        draft.column("age_years", age)
    else:
        draft.text.column("age_years", **age)
    draft.background()
    _school(draft)
    if draft.file.find("melevel"):
        draft.column("mothers_education", draft.file.find("melevel") or "melevel")
    work = _work(draft)
    _hazards(draft, work)
    _water_and_firewood(draft)
    _chores(draft)
    draft.what_is_left(_STANDARD)
    kept = {"variable": age} if isinstance(age, str) else age
    return draft.written("mics5", [{**kept, "codes": list(_AGES)}])


def _age(draft: Draft) -> str | dict[str, Any]:
    """The variable of age, or what is asked of it."""
    age = draft.file.find("SL9C")
    if age is None:
        _refuse_another(draft, "it has no SL9C (age of the selected child)")
        maybe = draft.candidates("age_years", "SL9C")
        wanted = {"ask": "age of the selected child (SL9C)"}
        return wanted | ({"candidates": maybe} if maybe else {})
    return age


def _refuse_another(draft: Draft, reason: str) -> None:
    """A file without most of the module is another file; with it, what it lacks is asked for."""
    if not draft.is_mostly(_STANDARD):
        raise _not_mics5(draft.file, reason)


def _identifiers(draft: Draft) -> None:
    file = draft.file
    ids = file.first_all(("HH1", "HH2", "SL9B"), ("HH1", "HH2"))
    if ids is None:
        _refuse_another(draft, "it has no HH1 and HH2")
        draft.ask("person_id", "cluster and household (HH1 and HH2)", "HH1", "HH2")
        return
    draft.column("person_id", *ids, note="one child was drawn in each household")
    draft.column("household_id", *ids[:2])
    if len(ids) > 2:
        draft.column("line", ids[2])


def _weight(draft: Draft) -> None:
    """The weight of the selected child: made already, or the household's times the children."""
    file = draft.file
    made = file.find("slweight")
    if made:
        draft.column("weight", made)
        return
    household, children = file.find("hhweight"), file.find("SL1")
    if household is None or children is None:
        reason = "it has neither slweight nor hhweight and SL1 (number of children)"
        _refuse_another(draft, reason)
        wanted = "weight of the selected child (slweight), or of the household times SL1 (hhweight)"
        draft.ask("weight", wanted, "slweight", "hhweight", "SL1")
        return
    draft.column("weight", household, children, combine="product")
    draft.say("preset-weight", variable=household, children=children)


def _school(draft: Draft) -> None:
    found = draft.file.find("ED5")
    if found:
        draft.column(
            "school_attendance", found, note="attended in the current school year; empty: no",
            **status_keys(draft.file.answers([found])) | {"blank": "no"},
        )  # fmt: skip
    else:
        draft.say("preset-no-school", variable="ED5")


def _work(draft: Draft) -> list[str]:
    names = draft.file.block("CL2")
    if not names:
        raise _not_mics5(draft.file, "it has none of CL2A to CL2D with an answer")
    draft.status("economic_activity", names)
    draft.block_notice(names, _WORK, "CL4", "economic_activity")
    draft.hours("economic_hours", "CL4", "economic_activity", names)
    return names


def _hazards(draft: Draft, work: list[str]) -> None:
    draft.hazards(_HAZARDS, work)
    draft.say("preset-order-of-hazards", first="CL7A", last="CL7F")
    draft.skipped_hazards("CL5", "CL7A")


def _water_and_firewood(draft: Draft) -> None:
    found = draft.there("CL8")
    if found is None:
        draft.say("preset-water-and-wood-not-asked", variable="CL8")
        return
    draft.status("fetched_water", [found])
    draft.hours("water_hours", "CL9", "fetched_water", [found])
    draft.text.comment("CL8 and CL9 are about water and firewood together.")


def _chores(draft: Draft) -> None:
    names = draft.file.block("CL10")
    if not names:
        draft.say(
            "preset-block-not-asked", first=_CHORES[0], last=_CHORES[-1],
            activity="household_chores",
        )  # fmt: skip
        return
    draft.status("household_chores", names)
    draft.block_notice(names, _CHORES, "CL12", "household_chores")
    draft.hours("chores_hours", "CL12", "household_chores", names)


def _not_mics5(file: Mics6File, reason: str) -> DataError:
    return not_this_round("mics5", "MICS5 file of households", "hh.sav", file, reason)
