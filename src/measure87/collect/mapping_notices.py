"""What a mapping says to the readers of its figures: sentences of its author, or codes of a preset.

A preset writes a code with values, so that a report can say it in its own language; the English
sentence is made of both here. What people write themselves are sentences, shown as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from measure87.collect.value_kinds import as_list, mapping_error, unknown_word
from measure87.files.settings import Faults, Kind, Place
from measure87.vocabulary.estimate import Notice

OWN = "mapping"
"""Code of a sentence that the author of the mapping wrote."""
_COLUMN_NAMES = ("by", "activity")
"""Values that are standard columns; the others are names and labels of the file."""
_NONE = "-"

TEXTS: Mapping[str, str] = {
    "preset-psu": "There is no complete PSU; the cluster is {variable}.",
    "preset-no-cluster": (
        "There is no complete PSU, nor a cluster number: persons count as drawn singly."
    ),
    "preset-strata": "There is no complete stratum; strata are made of {named}.",
    "preset-no-stratum": "There is no stratum; the sample counts as one stratum.",
    "preset-region": "There is no HH7; the region is {variable}.",
    "preset-no-variable": "There is no {variable} ({by}); figures by it cannot be made.",
    "preset-no-result": ("There is no {variable} (result of the interview): all rows are kept."),
    "preset-weight": (
        "The weight is {variable} times {children}, for a single child was drawn in each "
        "household; it is not normalised to the sample, which leaves all shares as they are."
    ),
    "preset-no-school": (
        "There is no {variable} (school attendance); it is in the file of members (hl.sav)."
    ),
    "preset-not-asked": "{variable} ({activity}) was not asked.",
    "preset-block-not-asked": "{first} to {last} ({activity}) were not asked.",
    "preset-items-not-asked": "{named} of {activity} were not asked.",
    "preset-water-and-wood-not-asked": (
        "{variable} (fetched water or collected firewood) was not asked."
    ),
    "preset-hours-not-asked": "{variable} was not asked; hours of {activity} are not known.",
    "preset-hazards-not-asked": "The hazards {named} were not asked.",
    "preset-no-answers": (
        "{variable} holds no answer: it is unknown, which the custodian's rule counts as no."
    ),
    "preset-one-hazard": (
        "After a yes to one hazard the next were mostly not asked: a single hazard cannot be "
        "estimated, any hazard can."
    ),
    "preset-order-of-hazards": (
        "{first} to {last} are taken to be in the order of MICS6 (dust, temperature, noise, "
        "heights, chemicals, other): look at the labels. Any hazard is the same in every order."
    ),
    "preset-same-block": (
        "{named}: asked in the same block, with the same question on hours ({variable}), so "
        "counted as {activity}."
    ),
    "preset-not-used": (
        "{named}: not in the standard questionnaire and not in the custodian's tabulation; not "
        "used."
    ),
    "preset-night-work": (
        "{variable} (night work) is mapped; it is not among the hazards of table PR.3.4."
    ),
    "preset-one-is-no": "{named}: 1 is taken as no and 2 as yes, as labelled.",
    "preset-in-words": (
        "{named}: answers in words are read as yes, no and no answer; words that are not known are "
        "neither yes nor no."
    ),
    "preset-zero-is-no": "{named}: 0 is taken as no, for there is no 2.",
    "preset-letter-is-yes": "{named}: a letter is taken as yes and an empty cell as no.",
    "preset-neither-area": "{variable}: {named} is neither urban nor rural.",
    "preset-neither-sex": "{variable}: {named} is neither male nor female.",
    "preset-area-by-labels": (
        "{variable} is read by its labels: {urban} as urban, {rural} as rural."
    ),
    "preset-sex-by-labels": (
        "{variable} is read by its labels: {male} as male, {female} as female."
    ),
    "preset-gld-one-year": (
        "The file holds several surveys; the rows with {variable} {first} are kept."
    ),
    "preset-gld-minimum-age": (
        "Persons younger than {first} years were not asked about work: they are left out, and the "
        "figures say nothing of them."
    ),
    "preset-gld-no-minimum-age": (
        "{variable} does not say from which age on persons were asked about work: those without an "
        "answer are unknown."
    ),
    "preset-gld-weight": (
        "{variable} is the weight of households; it counts for each of their persons."
    ),
    "preset-gld-no-design": (
        "{variable} is empty: intervals leave that part of the sample design out."
    ),
    "preset-gld-employment": (
        "Employment is as the survey itself defined it ({variable}): work for own use may be in it "
        "or not."
    ),
    "preset-gld-hours": (
        "{variable} are hours of the last week; in some surveys of the database they are usual "
        "hours."
    ),
    "preset-gld-second-job": (
        "Where {variable} is empty no second job is counted, whether it was asked about or not."
    ),
    "preset-gld-apprentices": (
        "Apprentices are among the contributing family workers ({variable})."
    ),
    "preset-gld-no-version": (
        "{variable} names no single classification: its codes are not mapped."
    ),
}
"""Code -> English sentence with values in braces. A report has the same in its language."""


def preset_notice(code: str, **values: Any) -> Notice:
    """A notice of a preset: names and labels of the file are texts or lists of texts."""
    written = {name: _written(name, value) for name, value in values.items()}
    return Notice(code, TEXTS[code].format(**written), values)


def read_notice(raw: Any, place: Place) -> Notice:
    """A notice of a mapping: a sentence, or an entry that a preset wrote.

    Raises
    ------
    StudyError
        If the entry has a code or a value that is not known.
    """
    if not isinstance(raw, Mapping):
        return Notice(OWN, str(raw))
    if "code" not in raw:
        raise place.missing("code")
    code, values = str(raw["code"]), {name: value for name, value in raw.items() if name != "code"}
    if code not in TEXTS:
        raise unknown_word(code, TEXTS, place.where, "code of a notice")
    needed = tuple(name for _, name, _, _ in Formatter().parse(TEXTS[code]) if name)
    for name in values:
        if name not in needed:
            raise place.unknown(name, ("code", *needed))
    for name in needed:
        if name not in values:
            raise place.missing(name)
    for name, value in values.items():
        if not all(isinstance(one, str) for one in _listed(value)):
            raise mapping_error(
                f"{name} of the notice {code} is no text", place.where, "put it in quotation marks"
            )
    return preset_notice(code, **values)


@dataclass(frozen=True)
class _Notices(Kind):
    def read(self, key: str, value: Any, place: Place) -> tuple[Notice, ...]:
        faults, found = Faults(), []
        for entry in as_list(value, place.of(key)):
            with faults.kept():
                found.append(read_notice(entry, place.below(key)))
        faults.tell()
        return tuple(found)


NOTICES = _Notices("", {"type": "array"}, lambda _: True)
"""Sentences, and entries with a code."""


def entry_of(notice: Notice) -> Any:
    """The notice as a mapping holds it."""
    return notice.text if notice.code == OWN else {"code": notice.code, **notice.values}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _written(name: str, value: Any) -> str:
    texts = [one.replace("_", " ") if name in _COLUMN_NAMES else one for one in _listed(value)]
    return ", ".join(texts) or _NONE
