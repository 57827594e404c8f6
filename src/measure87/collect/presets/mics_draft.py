"""The text of a mapping in the making, for the rounds of MICS, with what was found and assumed.

What the presets of the rounds share: the sample design, codes that are read by their labels,
items that were asked of all or of nobody, and the notices that say so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from measure87.collect.mapping_notices import entry_of, preset_notice
from measure87.collect.mapping_text import MappingText
from measure87.collect.presets.candidates import candidates
from measure87.collect.presets.mics6_variables import Answers, Coded, Mics6File
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice

HOURS: Mapping[str, Any] = {"range": [0, 96], "missing": [97, 98, 99]}
"""Valid hours, and inconsistent, don't know and no response."""


@dataclass
class Draft:
    """The text in the making, with the notices and the variables it has used.

    Parameters
    ----------
    file : Mics6File
        The file, asked by the standard names of its variables.
    text : MappingText
        Lines written so far.
    needed : tuple of str
        Items without which a measure is refused: mapped even if nobody answered them.
    """

    file: Mics6File
    text: MappingText
    needed: tuple[str, ...] = ()
    notices: list[Notice] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    unusual: dict[str, list[str]] = field(default_factory=dict)
    """Notice of what is not coded as in the standard file -> variables of which it is so."""

    def say(self, code: str, **values: Any) -> None:
        """Put a notice into the mapping, by its code and values."""
        self.notices.append(preset_notice(code, **values))

    def column(self, column: str, *names: str, note: str = "", **keys: Any) -> None:
        """A standard column, from one variable or several."""
        self.used.update(names)
        where: dict[str, Any] = {"variables": list(names)} if len(names) > 1 else {}
        where |= {"variable": names[0]} if len(names) == 1 else {}
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
            **status_keys(answers), asked_if=asked_if,
        )  # fmt: skip

    def ask(self, column: str, wanted: str, *names: str) -> None:
        """A standard column whose variable the file lacks: asked for, with what it may be."""
        self.column(column, ask=wanted, candidates=self.candidates(column, *names) or None)

    def candidates(self, column: str, *names: str) -> list[str]:
        """Variables of the file that may be one that was not found under its standard names."""
        return candidates(self.file.source, column, names, self.used)

    def is_mostly(self, standard: Collection[str]) -> bool:
        """Whether the file has more than half of the module's standard names."""
        there = sum(self.file.find(name) is not None for name in standard)
        return 2 * there > len(standard)

    def coded(self, column: str, name: str, found: Coded) -> None:
        """A column whose codes are read by their labels."""
        self.notices += found.notices
        if found.codes:
            self.column(column, name, codes=found.codes, missing=list(found.left_out) or None)

    def cluster(self, *numbers: str) -> None:
        """The primary sampling unit, or else a cluster number that differs among rows."""
        file = self.file
        cluster = file.varied("PSU")
        if cluster is None:
            varied = (found for name in numbers if (found := file.varied(name)))
            cluster = next(varied, None) or file.complete("PSU")
            if cluster:
                self.say("preset-psu", variable=cluster)
            else:
                self.say("preset-no-cluster")
        if cluster:
            self.column("cluster", cluster)

    def stratum(self) -> None:
        """The stratum, or else area crossed with region."""
        file = self.file
        stratum = file.complete("stratum") or file.complete("strata")
        if stratum:
            self.column("stratum", stratum)
            return
        made_of = [name for name in (file.complete("HH6"), file.complete(file.region)) if name]
        if made_of:
            self.column("stratum", *made_of)
            self.say("preset-strata", named=made_of)
        else:
            self.say("preset-no-stratum")

    def background(self) -> None:
        """Sex, area, region and wealth, with a notice for each that the file does not have."""
        file = self.file
        sex, area, wealth = file.find("HL4"), file.find("HH6"), file.wealth
        if sex:
            self.coded("sex", sex, file.sex_codes(sex))
        if area:
            self.coded("area", area, file.area_codes(area))
        if file.region:
            missing = file.missing_region(file.region)
            self.column("region", file.region, missing=missing or None)
            if file.region.upper() != "HH7":
                self.say("preset-region", variable=file.region)
        if wealth:
            self.column("wealth_quintile", wealth, missing=[0, 9])
        for name, column, found in (
            ("HL4", "sex", sex), ("HH6", "area", area), ("HH7", "region", file.region),
            ("windex5", "wealth_quintile", wealth),
        ):  # fmt: skip
            if not found:
                self.say("preset-no-variable", variable=name, by=column)

    def there(self, name: str, gates: Sequence[str] = ()) -> str | None:
        """A variable that the file has, with a notice if nobody answered it."""
        found = self.file.find(name)
        if found and not self.file.asked(name, gates):
            self.say("preset-no-answers", variable=found)
        return found

    def hours(self, column: str, name: str, activity: str, gates: list[str]) -> None:
        """Hours of an activity, if they were asked of those who did it."""
        told = self.there if name in self.needed else self.file.asked
        found = told(name, gates)
        if found:
            self.column(column, found, **HOURS, asked_if=activity)
        else:
            self.say("preset-hours-not-asked", variable=name, activity=activity)

    def hazards(self, items: Mapping[str, str], work: Sequence[str]) -> None:
        """Conditions of work that were asked of children at work, and which were not."""
        file = self.file
        absent = []
        for name, column in items.items():
            found = self.there(name, work) if name in self.needed else file.asked(name, work)
            if found:
                self.status(column, [found], asked_if="economic_activity")
            else:
                absent.append(name)
        if absent:
            self.say("preset-hazards-not-asked", named=absent)

    def skipped_hazards(self, first: str, later: str) -> None:
        """A notice where a yes to one hazard ended the questions."""
        if self.file.hazards_skipped(first, later):
            self.say("preset-one-hazard")

    def block_notice(
        self, names: list[str], standard: tuple[str, ...], hours: str, activity: str
    ) -> None:
        """Say which items of a block are not of the standard form, and which of it are absent."""
        present = {name.upper() for name in names}
        extra = [name for name in names if name.upper() not in standard]
        absent = [name for name in standard if name not in present]
        if extra:
            named = [self.file.titled(name) for name in extra]
            self.say("preset-same-block", named=named, variable=hours, activity=activity)
        if absent:
            self.say("preset-items-not-asked", named=absent, activity=activity)

    def what_is_left(self, standard: Collection[str]) -> None:
        """Say which items of the module the mapping does not use."""
        used = {name.upper() for name in self.used}
        left = [
            name
            for name in self.file.module
            if name.upper() not in used and name.upper() not in standard
        ]
        if not left:
            return
        self.text.comment(
            "Items of the country's own that are not used:",
            *(f"  {self.file.titled(name)}" for name in left),
        )
        self.say("preset-not-used", named=[self.file.titled(name) for name in left])

    def written(self, preset: str, keep: Sequence[Mapping[str, Any]]) -> str:
        """The whole text, with its head: what is kept, and every notice."""
        for code, names in self.unusual.items():
            self.say(code, named=names)
        head = MappingText(self.text.section)
        head.comment(
            f"Mapping of {self.file.name} by the preset {preset}.",
            "A code that no line names is taken as unknown and reported.",
        )
        head.lines += ["", "schema = 1"]
        head.settings({"unmapped": "unknown", "keep": list(keep)})
        head.remarked("notices", [(each.text, entry_of(each)) for each in self.notices])
        return head.text + "\n" + self.text.text


def status_keys(answers: Answers) -> dict[str, Any]:
    """Keys of a status, for the codes that a file has."""
    return {
        "yes": list(answers.yes),
        "no": list(answers.no),
        "unknown": list(answers.unknown),
        "blank": "no" if answers.blank_is_no else None,
    }


def not_this_round(preset: str, title: str, wanted: str, file: Mics6File, reason: str) -> DataError:
    """The error for a file that is not of a round."""
    return DataError(
        f"{file.name} is not a {title} with child labour: {reason}",
        code=f"not-{preset}",
        where=file.name,
        hint=f"give the file {wanted}; for another questionnaire use --preset blank and map it by "
        "hand",
    )
