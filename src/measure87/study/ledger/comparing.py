"""Releases of one input compared: who of their persons is in the new one, of which measures.

Where fewer persons differ than the smallest number of cases that may be told, the earlier release
stands and nothing new is released; or, if the law forbids to keep what rests on withdrawn data,
every figure of their groups is hidden. The choice looks at who is there, never at answers.

Two measures may count the same persons: two readings of a definition, or two that nest. Where
everything was answered, two readings count the same cases. So what stands between two figures of
persons who are not all the same is asked of all measures of a subject (`Subjects`), and not of one
alone. The crossing of two measures is of the subjects of both.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.kept_releases import (
    WHO,
    Beside,
    Group,
    KeptReleases,
    Turnover,
    Way,
    WeighedOtherwise,
    group_of,
)
from measure87.disseminate.gate.rules import CONFIDENTIAL
from measure87.disseminate.gate.tables.together import Together
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.study.ledger.census import (
    Census,
    Codes,
    Universe,
    Version,
    held_by,
    memberships,
    redesigned,
    reweighted,
)
from measure87.study.ledger.codes import Recoded, SeenTogether, recoded
from measure87.study.ledger.differing import leave_few, turnover, ways_to_leave_many
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import MISSING_CATEGORY, Estimate, Result, measures_behind

_BY_THE_SAME_ANSWERS = {"worst_forms_other_icls": "forced_labour"}
"""Measures whose cases are by the definitions those of one of another subject, and that subject: a
child in slavery, in sexual exploitation or in illicit activities is in forced labour."""
_EDITION = re.compile(r"[@:].*")
"""Of the name of a definition: as of when it is, and how it is read."""


class Subjects:
    """What the measures of some figures are about.

    Parameters
    ----------
    figures
        Among them those of the measures that others cross.
    rules
        Of which measures are in which, as the study says.
    """

    def __init__(self, figures: Iterable[Estimate], rules: DisclosureRules) -> None:
        self._nested = frozenset(rules.nested or ())
        self._extends = rules.extends
        self._defined: dict[str, set[str]] = {}
        for one in figures:
            if one.definition:
                self._defined.setdefault(one.name, set()).add(one.definition)

    def are_of_one(self, one: Estimate, other: Estimate) -> bool:
        """Whether two measures may count the same: by definitions, or as the study nests them."""
        pairs = ((one.name, other.name), (other.name, one.name))
        return bool(self._of(one) & self._of(other)) or any(pair in self._nested for pair in pairs)

    def _of(self, figure: Estimate) -> set[str]:
        crossed = [name for name in measures_behind(figure.definition) if name in self._defined]
        if not crossed:
            return self._subjects(figure.name, figure.definition or "")
        return {
            subject
            for name in crossed
            for its in self._defined[name]
            if not measures_behind(its)
            for subject in self._subjects(name, its)
        }

    def _subjects(self, name: str, definition: str) -> set[str]:
        """What a measure is of, by its definition, or by what else its cases are.

        A national one is of what its standard is, by the names of that with a prefix.
        """
        same = (of for one, of in _BY_THE_SAME_ANSWERS.items() if one in name)
        standard = self._extends.get(_EDITION.sub("", definition), "")
        return {*_folders(definition), *_folders(standard), *same} - {""}


def _folders(definition: str) -> set[str]:
    """The parts of a definition's name, a national one's country among them."""
    return set(_EDITION.sub("", definition).split("/"))


@dataclass(frozen=True)
class BesideNames:
    """What stands beside some figures of a release, and the names of these."""

    names: frozenset[str]
    told: Beside

    def may_share(self, group: Group) -> bool:
        """Whether anybody of a group may be in both."""
        return self.told.persons.get(group, (0, 1, 0))[1] > 0


class OfInput:
    """The persons of one input, in this release and in those that had any of them.

    With `movers_apart` whoever has another code than then is another person, however many have.
    """

    def __init__(
        self,
        name: str,
        census: Census,
        old: Mapping[int, Census],
        results: Sequence[Result],
        rules: DisclosureRules,
        *,
        movers_apart: bool = False,
    ) -> None:
        self._name, self._census = name, census
        self._rules, self._results = rules, results
        self._as_kept = old
        self._recoded = {
            at: recoded(census, one, k, rules.minimum_cases, movers_apart=movers_apart)
            for k, (at, one) in enumerate(old.items(), start=1)
        }
        self._old = {at: one.census for at, one in self._recoded.items()}
        self._release = {at: k for k, at in enumerate(self._old, start=1)}
        others = [reweighted(census, one) for one in self._old.values()]
        few = any(0 < one < rules.minimum_cases for one in others)
        self._reweighted = [
            at
            for at, one in zip(self._old, others, strict=True)
            if one >= rules.minimum_cases or redesigned(census, self._old[at])
        ]
        self._who = memberships([census, *self._old.values()], weighed=few)
        self._patterns = self._who.patterns()
        numbers = {k: self._who.differ(k) for k in self._release.values()}
        self._few = {k for k, number in numbers.items() if 0 < number < rules.minimum_cases}
        self.differ = any(numbers.values())
        self._apart = self.differ and not self._are_few_and_the_same(numbers)
        if self._few and not rules.ledger.hide_withdrawn:
            raise _too_few_differ(rules.minimum_cases)

    @property
    def universes(self) -> Mapping[Universe, frozenset[str]]:
        """Of whom figures of this release are, and the names of these figures."""
        return _by_universe(self._census)

    def universes_then(self, at: int) -> Mapping[Universe, frozenset[str]]:
        """The same of an earlier release."""
        return _by_universe(self._old[at])

    def alone(
        self, at: int, groups: Iterable[Group], universe: Universe, then: Universe
    ) -> dict[Group, tuple[int, int]]:
        """Of each group how many persons only that release has of it, and how many only this.

        Of the universe that figures of this release are of, and of `then` of the earlier one. No
        group is here of which the two are of other persons though nobody left or came.
        """
        who, release = self._who, self._release[at]
        sides = [who.by_codes(side(release, universe, then)) for side in (who.left, who.came)]
        others = who.by_codes(who.of_one_alone(release, universe, then))
        return {
            group: (_within(group, sides[0]), _within(group, sides[1]))
            for group in groups
            if not _within(group, others)
        }

    @cached_property
    def movers(self) -> "OfInput | None":
        """The earlier releases some of whose codes were drawn anew, those who moved apart."""
        drawn = {at: self._as_kept[at] for at, one in self._recoded.items() if one.drawn_anew}
        if not drawn:
            return None
        ledger = replace(self._rules.ledger, hide_withdrawn=True)
        rules = replace(self._rules, ledger=ledger)
        return OfInput(self._name, self._census, drawn, self._results, rules, movers_apart=True)

    def persons_by_codes(self) -> Counter[Codes]:
        """How many of all persons that ever were in a release have the same codes."""
        return self._who.by_codes(frozenset(self._who.codes))

    def _are_few_and_the_same(self, numbers: Mapping[int, int]) -> bool:
        """Whether those who differ are so few that all their groups are hidden, and always they.

        Then what is shown is of groups with none of them, and is the same in every release: it
        has not to be told who was in which.
        """
        first, *others = [k for k, number in numbers.items() if number]
        are_alike = all(self._who.are_alike(first, one) for one in others)
        return are_alike and self._few == {first, *others}

    def _code(self, members: frozenset[Version]) -> str:
        return "+".join(self._of(members))

    def _of(self, members: frozenset[Version]) -> list[str]:
        """The releases that some persons were in, of all their patterns."""
        return sorted({f"{self._name} {self._patterns[one]}" for one in members})

    def releases(self) -> dict[int, list[Estimate]]:
        """The figures of each earlier release that are of these persons."""
        found = {}
        for at, recoded_ in self._recoded.items():
            census = recoded_.census
            figures = [
                recoded_.figure(one)
                for one in self._results[at].estimates
                if one.name in census.figures
            ]
            code = {
                universe: self._code(self._who.of(self._release[at], universe))
                for universe in self.universes_then(at)
            }
            found[at] = [
                replace(one, group={**one.group, WHO: code[census.universes.get(one.name)]})
                if self._apart
                else one
                for one in figures
            ]
        return found

    def in_own_codes(self, at: int, figures: Iterable[Estimate]) -> list[Estimate]:
        """Figures of an earlier release, by the codes that stand for the same here."""
        return [self._recoded[at].figure(one) for one in figures]

    def added_to(
        self,
        kept: KeptReleases,
        estimates: Sequence[Estimate],
        told: Mapping[int, Sequence[Estimate]],
    ) -> KeptReleases:
        """What is told of all inputs so far, and of this one."""
        figures = self._census.figures
        if self._reweighted:
            kept = replace(kept, reweighted=kept.reweighted | figures)
        if len(self._reweighted) == len(self._old):
            kept = replace(kept, never_so_weighed=kept.never_so_weighed | figures)
        mine = [one for one in estimates if one.name in figures]
        weighed = {
            name: WeighedOtherwise(self._name, figures)
            for name, figures in self.weighed_otherwise(mine).items()
        }
        kept = replace(kept, weighed_before={**kept.weighed_before, **weighed})
        kept = replace(kept, persons_differ=kept.persons_differ or self.differ)
        for universe, names in self.universes.items():
            own = [one for one in mine if one.name in names]
            kept = self._with_universe(kept, universe, names, {group_of(one) for one in own})
        if self.movers is not None:
            kept = replace(kept, moves={**kept.moves, **self.movers.same_measures(mine)})
        readings = self._other_readings(mine)
        kept = replace(kept, readings={**kept.readings, **readings})
        if not self._apart:
            return kept
        members = [
            self._who.of(release, universe)
            for release in (0, *self._release.values())
            for universe in self._who.universes
        ]
        changed = [one for universe in self._who.universes for one in self._changed(universe)]
        parts = {self._code(one): self._of(one) for one in (*members, *changed) if one}
        return replace(
            kept,
            parts={**kept.parts, **parts},
            secrets=(*kept.secrets, *self._secrets([mine, *told.values()])),
        )

    def _with_universe(
        self, kept: KeptReleases, universe: Universe, names: frozenset[str], groups: set[Group]
    ) -> KeptReleases:
        """With what is told of figures that are of the same of these persons."""
        if moved := self.moved(groups, universe):
            kept = replace(kept, moved={**kept.moved, **dict.fromkeys(names, moved)})
        if self.differ:
            withheld = self.withheld(groups, universe)
            kept = replace(kept, withheld={**kept.withheld, **dict.fromkeys(names, withheld)})
        if not self._apart:
            return kept
        code, turnovers = self._code(self._who.of(0, universe)), self._turnovers(groups, universe)
        return replace(
            kept,
            who={**kept.who, **dict.fromkeys(names, code)},
            turnover={**kept.turnover, **dict.fromkeys(names, turnovers)},
        )

    def _other_readings(self, mine: Sequence[Estimate]) -> dict[str, tuple[Beside, ...]]:
        """Name of a figure to what earlier releases show of other measures of its subject."""
        found: dict[str, tuple[Beside, ...]] = {}
        for here in (self if self._apart else None, self.movers):
            for name, some in here.readings(mine).items() if here is not None else ():
                found[name] = (*found.get(name, ()), *some)
        return found

    def readings(self, mine: Sequence[Estimate]) -> dict[str, tuple[Beside, ...]]:
        """The same, by these persons alone."""
        subjects = {
            at: Subjects((*mine, *self._results[at].estimates), self._rules) for at in self._release
        }
        return self._shown_beside(
            mine,
            lambda at, one, other: (
                not _is_same_measure(one, other) and subjects[at].are_of_one(one, other)
            ),
        )

    def weighed_otherwise(self, mine: Sequence[Estimate]) -> dict[str, tuple[Estimate, ...]]:
        """Name of a figure to those of its subject that are of the same persons by other weights.

        Of releases whose weights or design are others; what is not shown there is left out.
        """
        found: dict[str, tuple[Estimate, ...]] = {}
        for at in self._reweighted:
            shown = [one for one in self._results[at].estimates if not one.suppressed]
            subjects = Subjects((*mine, *shown), self._rules)
            for beside in self.beside(at, mine, shown):
                shared = [one for one in beside.told.figures if beside.may_share(group_of(one))]
                for one in {one.name: one for one in mine if one.name in beside.names}.values():
                    others = (other for other in shared if subjects.are_of_one(one, other))
                    found[one.name] = (*found.get(one.name, ()), *others)
        return {name: figures for name, figures in found.items() if figures}

    def same_measures(self, mine: Sequence[Estimate]) -> dict[str, tuple[Beside, ...]]:
        """Name of a figure to what earlier releases show of its own measure."""
        return self._shown_beside(mine, lambda _, one, other: _is_same_measure(one, other))

    def _shown_beside(
        self, mine: Sequence[Estimate], belongs: Callable[[int, Estimate, Estimate], bool]
    ) -> dict[str, tuple[Beside, ...]]:
        """Name of a figure to those that earlier releases show and that belong to it."""
        found: dict[str, tuple[Beside, ...]] = {}
        for at in self._release:
            shown = [one for one in self._results[at].estimates if not one.suppressed]
            for beside in self.beside(at, mine, shown):
                for one in {one.name: one for one in mine if one.name in beside.names}.values():
                    others = [other for other in beside.told.figures if belongs(at, one, other)]
                    if others:
                        own = replace(beside.told, figures=others)
                        found[one.name] = (*found.get(one.name, ()), own)
        return found

    def beside(
        self, at: int, mine: Sequence[Estimate], before: Sequence[Estimate]
    ) -> Iterator[BesideNames]:
        """Figures of an earlier release that stand beside those of this one, whose names it tells.

        Universe by universe, for who left and came hangs on whom both are of.
        """
        together = self._together(frozenset(one.group) for one in (*mine, *before))
        for universe, names in self.universes.items():
            groups = {group_of(one) for one in mine if one.name in names}
            for then, others in self.universes_then(at).items():
                figures = self.in_own_codes(at, (one for one in before if one.name in others))
                every = groups | {group_of(one) for one in figures}
                told = Beside(
                    self._name,
                    figures,
                    frozenset(),
                    self.alone(at, every, universe, then),
                    self._turnover(at, groups, universe, then),
                    self._persons(at, every, universe, then),
                    together,
                )
                yield BesideNames(names, told)

    def _persons(
        self, at: int, groups: Iterable[Group], universe: Universe, then: Universe
    ) -> dict[Group, tuple[int, int, int]]:
        """Of each group how many persons that release has alone, both have, and this one alone.

        No group is here of which somebody may be whose code is not known.
        """
        release, who = self._release[at], self._who
        now, before = who.of(0, universe), who.of(release, then)
        left, both, came = (who.by_codes(one) for one in (before - now, now & before, now - before))
        return {
            group: (_within(group, left), _within(group, both), _within(group, came))
            for group in groups
            if not any(_is_open(group, dict(codes)) for codes in (*left, *both, *came))
        }

    def _together(self, groups: Iterable[frozenset[str]]) -> tuple[Together, ...]:
        seen = SeenTogether()
        seen.add(self.persons_by_codes())
        return seen.together(self._rules, groups)

    def _turnovers(self, groups: set[Group], universe: Universe) -> dict[Group, list[Turnover]]:
        """Of each group who left since every earlier release, and who came."""
        found: dict[Group, list[Turnover]] = {}
        for at in self._old:
            for group, one in self._turnover(at, groups, universe, universe).items():
                found.setdefault(group, []).append(one)
        return found

    def _turnover(
        self, at: int, groups: set[Group], universe: Universe, then: Universe
    ) -> Mapping[Group, Turnover]:
        before = self._code(self._who.of(self._release[at], then))
        return turnover(self._census, self._old[at], groups, before, (universe, then))

    def _changed(self, universe: Universe) -> list[frozenset[Version]]:
        """Of every earlier release those who left a universe, and those who came to it."""
        sides = (self._who.left, self._who.came)
        every = (side(k, universe, universe) for k in self._release.values() for side in sides)
        return [one for one in every if one]

    def withheld(self, groups: set[Group], universe: Universe) -> frozenset[Group]:
        """Groups that so few of a universe left, or came to, that their answers could be told."""
        minimum = self._rules.minimum_cases
        found: set[Group] = set()
        for k in self._release.values():
            for side in (self._who.left, self._who.came):
                counts = self._who.by_codes(side(k, universe, universe))
                number = {group: _within(group, counts) for group in groups}
                found |= {g for g, n in number.items() if n and (k in self._few or n < minimum)}
        return frozenset(found | self.left_by_several(groups - found, universe))

    def left_by_several(self, groups: set[Group], universe: Universe) -> set[Group]:
        """Groups of which three releases or more, added and taken from each other, leave few."""
        every = self._kinds_of(groups, universe)
        return {group for group, members, sizes in every if leave_few(members, sizes)}

    def ways_to_leave_many(self, groups: set[Group], universe: Universe) -> dict[Group, list[Way]]:
        """Of each group how three releases or more leave more persons of it than a few."""
        every = self._kinds_of(groups, universe)
        found = {group: ways_to_leave_many(members, sizes) for group, members, sizes in every}
        return {group: ways for group, ways in found.items() if ways}

    def _kinds_of(
        self, groups: Iterable[Group], universe: Universe
    ) -> Iterator[tuple[Group, BoolArray, IntArray]]:
        """Of each group which kinds of persons each release has, and how many are of each."""
        of = [self._who.of(k, universe) for k in (0, *self._release.values())]
        if len({*of}) < 3:
            return
        kinds: dict[tuple[bool, ...], set[Version]] = {}
        for version in frozenset[Version]().union(*of):
            kinds.setdefault(tuple(version in one for one in of), set()).add(version)
        members = np.array([*kinds], dtype=np.bool_).T
        counts = [self._who.by_codes(frozenset(one)) for one in kinds.values()]
        for group in groups:
            yield group, members, np.array([_within(group, one) for one in counts])

    def moved(self, groups: set[Group], universe: Universe) -> frozenset[Group]:
        """Groups that so few left, or came to, where the codes of a variable were drawn anew.

        A group of this release is held against the one that has most in common with it.
        """
        minimum = self._rules.minimum_cases
        numbers = self.numbers_moved(groups, universe)
        return frozenset(one for one, *both in numbers if any(0 < n < minimum for n in both))

    def numbers_moved(
        self, groups: set[Group], universe: Universe
    ) -> Iterator[tuple[Group, int, int]]:
        """A group, how many left it by other codes since an earlier release, and how many came."""
        for at, one in self._recoded.items():
            stayed = self._who.of(0, universe) & self._who.of(self._release[at], universe)
            counts = self._who.by_codes(stayed) if one.drawn_anew else {}
            for group in groups if counts else ():
                before = _group_before(group, one)
                if before is None:
                    continue
                left = came = 0
                for codes, number in counts.items():
                    own = dict(codes)
                    is_in, was_in = _may_be_in(group, own), _may_be_in(before, own)
                    left += number * (was_in and not is_in)
                    came += number * (is_in and not was_in)
                yield group, left, came

    def _secrets(self, releases: Sequence[Sequence[Estimate]]) -> list[Estimate]:
        """Of every measure and group a figure that nobody shows, of those who left or came."""
        first: dict[tuple[str, str | None, Group], Estimate] = {}
        for one in (one for figures in releases for one in figures):
            if one.statistic == "proportion":
                first.setdefault((one.name, one.definition, group_of(one)), one)
        found = {}
        for members, names in self._who_changed():
            code, counts = self._code(members), self._who.by_codes(members)
            for key, one in first.items():
                if key[0] in names and (code, key) not in found and _within(key[2], counts):
                    group = {**dict(key[2]), WHO: code}
                    nobody_shows = replace(one, group=group, flags=())
                    found[code, key] = nobody_shows.suppress(CONFIDENTIAL)
        return list(found.values())

    def _who_changed(self) -> Iterator[tuple[frozenset[Version], Collection[str]]]:
        """Those who left or came, with the names of figures, of any release, that are of them."""
        names: dict[Universe, set[str]] = {}
        for census in (self._census, *self._old.values()):
            for universe, figures in _by_universe(census).items():
                names.setdefault(universe, set()).update(figures)
        for universe, every in names.items():
            yield from ((members, every) for members in self._changed(universe))


def _is_same_measure(one: Estimate, other: Estimate) -> bool:
    return (one.name, one.definition) == (other.name, other.definition)


def _by_universe(census: Census) -> dict[Universe, frozenset[str]]:
    """The universes of figures of an input; None is everybody of it."""
    found: dict[Universe, set[str]] = {}
    for name in census.figures:
        found.setdefault(census.universes.get(name), set()).add(name)
    order = sorted(found, key=lambda universe: universe or "")
    return {universe: frozenset(found[universe]) for universe in order}


def _group_before(group: Group, recoded_: Recoded) -> Group | None:
    """The group by the codes of an earlier release; None where they are the same, or none fits."""
    found = set[tuple[str, str]]()
    for name, code in group:
        if name not in recoded_.drawn_anew:
            found.add((name, code))
            continue
        own, fits = recoded_.drawn_anew[name]
        now = None if code == MISSING_CATEGORY else code
        if now not in fits:
            return None
        was = fits[now]
        found.add((own, MISSING_CATEGORY if was is None else was))
    return None if found == group else frozenset(found)


def _within(group: Group, counts: Counter[Codes]) -> int:
    """How many persons are in a group, or may be where no release has their code."""
    return sum(number for codes, number in counts.items() if _may_be_in(group, dict(codes)))


def _may_be_in(group: Group, codes: Mapping[str, str | None]) -> bool:
    return all(name not in codes or _holds(name, code, codes[name]) for name, code in group)


def _is_open(group: Group, codes: Mapping[str, str | None]) -> bool:
    """Whether somebody may be in a group and may not be, for a code of hers is not known."""
    return _may_be_in(group, codes) and any(name not in codes for name, _ in group)


def _holds(name: str, code: str, own: str | None) -> bool:
    """Whether a code holds a person's own: of ages, whether it has her band."""
    if own is None:
        return code == MISSING_CATEGORY
    return own in held_by(name, code)


def _too_few_differ(minimum: int) -> StudyError:
    return StudyError(
        f"fewer than {minimum} persons are not those of an earlier release: they left, came, or "
        "have other codes or weights. What the two releases have between them would tell their "
        "answers, so the earlier one stands and nothing is released",
        code="too-few-differ",
        where="study.toml [disclosure] withdrawn",
        hint="release again when more persons differ; or, where figures may not rest on withdrawn "
        'data, withdrawn = "hide", which shows no figure of a group with one of them',
    )
