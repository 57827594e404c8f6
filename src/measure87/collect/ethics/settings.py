"""The table `[ethics]` of `study.toml`, or the file `ethics.toml` beside it with the same keys.

A body that approves research may read one file of its own; a study has one or the other.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from measure87.files.settings import (
    DAY,
    NUMBER,
    TEXT,
    LeftOut,
    Place,
    choice,
    file,
    named_tables,
    read_declared,
    read_file,
    read_toml,
    refined,
    settings_at_fault,
    texts,
)
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.ethics import ANSWERS, checklist
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.plain_text import escaped
from measure87.vocabulary.releases.ethics import StatedEthics, StatedItem

STUDY_FILE, OWN_FILE = "study.toml", "ethics.toml"
SMALLEST_GRID_KM = 5.0
"""Finer positions would find a village, and in it a household that is known to be in the sample."""


@dataclass(frozen=True, kw_only=True)
class ChecklistAnswer:
    """One table `[ethics.checklist.ITEM]`: whether it was done, and how."""

    name: str
    answer: Annotated[
        Literal["yes", "no", "not-applicable"],
        choice(ANSWERS),
        "`yes`, `no` or `not-applicable`; an item that is left out is not stated",
    ]
    how: Annotated[
        str | None,
        refined(TEXT, lambda key, text, place: escaped(text)),
        "how, or why not; the report prints it",
        LeftOut("not said"),
    ] = None

    def settled(self, place: Place) -> "ChecklistAnswer":
        """Refused where there is no such item."""
        if self.name not in checklist():
            raise place.fault(
                f"{self.name!r} is no item of the checklist",
                code="unknown-key",
                hint=nearest(self.name, checklist()),
            )
        return self


def _coarse(key: str, km: float, place: Place) -> float:
    if km < SMALLEST_GRID_KM:
        raise place.fault(
            f"{key} is {km:g} km, in which a household of the sample could be found",
            hint=f"write {SMALLEST_GRID_KM:g} or more, or leave it out: then no position leaves",
        )
    return km


_PUBLIC_KEYS = "public keys of `age`, as `age1...`, "


@dataclass(frozen=True, kw_only=True)
class EthicsSettings:
    """Who approved a study of persons, and what protects them."""

    place: Place
    approval: Annotated[
        str | None,
        refined(TEXT, lambda key, text, place: escaped(text)),
        "number of the approval; without it no form goes to a server and no data are taken in",
        LeftOut("not approved"),
    ] = None
    board: Annotated[
        str | None,
        refined(TEXT, lambda key, text, place: escaped(text)),
        "the body that approved",
        LeftOut("not stated; needed beside `approval`"),
    ] = None
    approved_until: Annotated[
        date | None, DAY, "last day of the approval", LeftOut("without an end")
    ] = None
    consent_elsewhere: Annotated[
        str | None,
        refined(TEXT, lambda key, text, place: escaped(text)),
        "where agreement is recorded, if the form has no question of it, as `signed on paper`",
        LeftOut("in the form"),
    ] = None
    recipients: Annotated[
        tuple[str, ...],
        texts(),
        _PUBLIC_KEYS + "of those who may open the identifiers; two at least, for a key gets lost",
    ] = ()
    referral_recipients: Annotated[
        tuple[str, ...],
        texts(),
        _PUBLIC_KEYS + "of those who may open the list of referrals",
        LeftOut("those of `recipients`"),
    ] = ()
    destroy_on: Annotated[
        date | None,
        DAY,
        "day on which identifiers and referrals are destroyed: after it nothing runs before "
        "`measure87 collect destroy` did it",
        LeftOut("none; needed before data are taken in"),
    ] = None
    grid_km: Annotated[
        float | None,
        refined(NUMBER, lambda key, km, place: _coarse(key, km, place), minimum=5),
        f"width in km, {SMALLEST_GRID_KM:g} or more, of the cells to whose middle positions are "
        "moved where they leave the encrypted file",
        LeftOut("no position leaves it"),
    ] = None
    distress_protocol: Annotated[
        Path | None,
        file(),
        "what interviewers do where somebody is distressed or in danger; a file of the study",
        LeftOut("none; needed before data are taken in"),
    ] = None
    referral_services: Annotated[
        Path | None,
        file(),
        "services that help, by area; a file of the study without persons",
        LeftOut("none; needed before data are taken in"),
    ] = None
    checklist: Annotated[
        tuple[ChecklistAnswer, ...],
        named_tables(ChecklistAnswer, 'answer = "yes"'),
        "the checklist by phase, which the report prints",
    ] = ()

    def settled(self, place: Place) -> "EthicsSettings":
        """Refused where an approval has no body that gave it."""
        if (self.approval is None) != (self.board is None):
            lacking = "board" if self.board is None else "approval"
            raise place.missing(lacking, "an approval has a number and the body that gave it")
        return self

    @property
    def of_referrals(self) -> tuple[str, ...]:
        """Public keys of the list of referrals."""
        return self.referral_recipients or self.recipients

    @property
    def stated(self) -> StatedEthics:
        """What a release says of it, with every item of the checklist."""
        answers = {one.name: one for one in self.checklist}
        return StatedEthics(
            approval=self.approval,
            board=self.board,
            checklist=[
                StatedItem(
                    item=item,
                    phase=phase,
                    answer=answers[item].answer if item in answers else "not-stated",
                    how=answers[item].how if item in answers else None,
                )
                for item, phase in checklist().items()
            ],
        )


def read_ethics(folder: Path) -> EthicsSettings:
    """What a study says of ethics; nothing of it is set where it says nothing.

    Raises
    ------
    StudyError
        If what stands there is at fault, or stands in both places.
    """
    own = (folder / OWN_FILE).is_file()
    study = folder / STUDY_FILE
    told = read_toml(study).get("ethics") if study.is_file() or not own else None
    place = Place(f"{STUDY_FILE} [ethics]", folder)
    found = None
    with settings_at_fault(STUDY_FILE):
        if told is not None and not isinstance(told, dict):
            raise Place(STUDY_FILE, folder).no_table("ethics", told)
        if told is not None:
            found = read_declared(EthicsSettings, told, place)
    return or_own_file(folder, found) or EthicsSettings(place=place)


def or_own_file(folder: Path, told: EthicsSettings | None) -> EthicsSettings | None:
    """What the table says, or the file of its own; None where there is neither.

    Raises
    ------
    StudyError
        If there are both.
    """
    own = folder / OWN_FILE
    if not own.is_file():
        return told
    if told is not None:
        raise StudyError(
            f"{STUDY_FILE} has a table [ethics], and there is {OWN_FILE} too",
            code="twice",
            where=str(folder),
            hint="keep one of the two",
        )
    return read_file(own, EthicsSettings)
