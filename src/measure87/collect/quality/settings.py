"""What a team may say of its fieldwork to the evening checks: `field/evening.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from measure87.files.settings import (
    TEXT,
    Place,
    above,
    read_file,
    schema_number,
    share,
    table,
    texts,
    whole,
)

FILE = "evening.toml"
SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class BackCheckTypes:
    """Which questions are of which type in back-checks, as IPA tells types apart."""

    type_1: Annotated[tuple[str, ...], texts(), "questions whose answers do not change"] = ()
    type_2: Annotated[tuple[str, ...], texts(), "questions that are hard to ask"] = ()
    type_3: Annotated[tuple[str, ...], texts(), "questions whose stability is of interest"] = ()

    def type_of(self, question: str) -> int | None:
        """1, 2 or 3; None for a question that is of no type."""
        every = enumerate((self.type_1, self.type_2, self.type_3), start=1)
        return next((number for number, names in every if question in names), None)


@dataclass(frozen=True, kw_only=True)
class EveningSettings:
    """Names of questions, and limits; see `docs/how-to/every-evening.md`."""

    schema: Annotated[int, schema_number(SCHEMA), "number of the form of this file"] = SCHEMA
    interviewer: Annotated[str, TEXT, "column that tells interviewers apart"] = "_submitter"
    case: Annotated[tuple[str, ...], texts(), "questions that together name a sampled case"] = ()
    unit: Annotated[str | None, TEXT, "question that names the sampled area"] = None
    group: Annotated[str | None, TEXT, "question by whose groups outliers are looked for"] = None
    result: Annotated[str | None, TEXT, "question that says how a visit ended"] = None
    complete: Annotated[tuple[str, ...], texts(), "codes of it that end the visits to a case"] = ()
    visits: Annotated[int, whole(1, 20), "visits before a case is given up"] = 3
    time_zone: Annotated[str | None, TEXT, "name of the time zone of the field (IANA)"] = None
    night_from: Annotated[int, whole(0, 23), "hour from which it is night"] = 22
    night_until: Annotated[int, whole(0, 23), "hour at which night ends"] = 5
    not_known_at_most: Annotated[float, share(0.0), "share of an item not known"] = 0.2
    blank_at_most: Annotated[float, share(0.0), "share of an item blank though asked"] = 0.05
    variance_at_most: Annotated[float, share(0.0), "share of variance between interviewers"] = 0.02
    whipple_at_most: Annotated[float, above(100.0), "Whipple's index of ages"] = 125.0
    back_checks: Annotated[BackCheckTypes, table(BackCheckTypes), "types of back-checks"] = field(
        default_factory=BackCheckTypes
    )

    def settled(self, place: Place) -> "EveningSettings":
        """Refuse what cannot be true of several keys together."""
        if (self.result is None) != (not self.complete):
            raise place.fault(
                "`result` and `complete` go together",
                code="bad-value",
                hint='name the question and the codes that end a case, as complete = ["1"]',
            )
        if self.time_zone is not None:
            _known_zone(self.time_zone, place)
        return self


def _known_zone(name: str, place: Place) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise place.wrong(
            "time_zone", name, 'a name of the IANA list, as "Africa/Dar_es_Salaam"'
        ) from None


def read_evening_settings(field_folder: Path) -> EveningSettings:
    """The settings of `field/evening.toml`; the defaults where there is no such file.

    Raises
    ------
    StudyError
        With all that is wrong in the file.
    """
    path = field_folder / FILE
    return read_file(path, EveningSettings) if path.is_file() else EveningSettings()


def named_questions(settings: EveningSettings) -> Mapping[str, Any]:
    """Keys of the settings that name questions, with the names."""
    every: dict[str, tuple[str, ...]] = {
        "case": settings.case,
        "unit": (settings.unit,) if settings.unit else (),
        "group": (settings.group,) if settings.group else (),
        "result": (settings.result,) if settings.result else (),
        "back_checks.type_1": settings.back_checks.type_1,
        "back_checks.type_2": settings.back_checks.type_2,
        "back_checks.type_3": settings.back_checks.type_3,
    }
    return every
