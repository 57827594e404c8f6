"""Judges a new release with all that the ledger holds, and keeps it there before it is published.

The gate is told of every earlier release who of its persons is in this one (`kept_releases`), and
of inputs of this one that have persons in common the same, as of two releases of one input
(`inputs_beside`). Of two inputs the one that the study names first is taken for a release before
the other, and of more than two all that it names before, together. Only figures of one subject are
compared: what the one says of child labour and the other of forced labour is of different answers.

The same release again is judged with those before it alone, so that it comes out the same, to the
byte; nothing new is kept of it then. Where a release shows far less than the last one, for what the
two would tell together, it says so.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.kept_releases import (
    Beside,
    Group,
    KeptReleases,
    LeftBySeveral,
    WeighedOtherwise,
    group_of,
)
from measure87.disseminate.json_text import estimates_json
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.census import Census, Universe
from measure87.study.ledger.codes import SeenTogether
from measure87.study.ledger.comparing import OfInput, Subjects
from measure87.study.ledger.opening import OpenLedger
from measure87.study.ledger.store import Entry, destroy, keep_entry, keep_terms
from measure87.study.ledger.study_line import write_ledger_id
from measure87.vocabulary.estimate import Estimate, Notice, Result


def kept_releases(
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    entries: Sequence[Entry],
    rules: DisclosureRules,
) -> KeptReleases:
    """Every release of the ledger, told apart by who of its persons is in this one.

    Parameters
    ----------
    censuses : input to the persons of this release
    estimates : its figures, before the gate
    entries : the oldest first

    Raises
    ------
    StudyError
        `too-few-differ`, where the earlier release stands.
    """
    kept, seen = KeptReleases(), SeenTogether()
    results = [entry.result for entry in entries]
    own: list[list[Estimate]] = [[] for _ in entries]
    for name, census in censuses.items():
        old = _old(name, census, entries)
        here = OfInput(name, census, old, results, rules)
        seen.add(here.persons_by_codes())
        if not old:
            continue
        told = here.releases()
        for at, found in told.items():
            own[at] += found
        kept = here.added_to(kept, estimates, told)
    return replace(
        kept,
        results=tuple(
            replace(result, estimates=tuple(found))
            for result, found in zip(results, own, strict=True)
        ),
        together=seen.together(rules, _by(estimates, results)),
    )


def _by(estimates: Sequence[Estimate], results: Sequence[Result]) -> Iterator[frozenset[str]]:
    """The variables that groups of figures are by, of this release and of earlier ones."""
    for figures in (estimates, *(one.estimates for one in results)):
        yield from (frozenset(one.group) for one in figures)


def _old(name: str, census: Census, entries: Sequence[Entry]) -> dict[int, Census]:
    """Of every earlier release that has any of these persons its input, the newest first."""
    same = {at: _same_persons(name, census, entry) for at, entry in enumerate(entries)}
    return {at: one for at, one in reversed(same.items()) if one is not None}


def _same_persons(name: str, census: Census, entry: Entry) -> Census | None:
    """The input of an earlier release that has most of these persons; None if none has any."""
    shared = {other: (census.same(one), other == name) for other, one in entry.censuses.items()}
    best = max(shared, key=lambda other: shared[other], default=None)
    return entry.censuses[best] if best is not None and shared[best][0] else None


def inputs_beside(
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    shared: Iterable[tuple[str, str]],
    rules: DisclosureRules,
) -> dict[str, tuple[Beside, ...]]:
    """Name of a figure to the inputs before its own with some of its persons, and others.

    Parameters
    ----------
    censuses : input to its persons
    estimates : figures of all inputs, before the gate
    shared : pairs of inputs with persons in common, in the order of the study
    """
    hiding = replace(rules, ledger=replace(rules.ledger, hide_withdrawn=True))
    subjects = Subjects(estimates, rules)
    found: dict[str, tuple[Beside, ...]] = {}
    together: dict[str, list[str]] = {}
    for first, second in shared:
        before, mine, here = _of_pair(censuses, estimates, first, second, hiding)
        if not here.differ and here.movers is None:
            continue
        few = _of_few(here, mine)
        moved = () if here.movers is None else here.movers.beside(0, mine, before)
        for beside in (*here.beside(0, mine, before), *moved):
            for one in {one.name: one for one in mine if one.name in beside.names}.values():
                then = beside.told.figures
                alike = [other for other in then if subjects.are_of_one(one, other)]
                if alike:
                    told = replace(beside.told, figures=alike, of_few=few.get(one.name, set()))
                    found[one.name] = (*found.get(one.name, ()), told)
                    together.setdefault(one.name, []).append(first)
    return _of_several(found, together, censuses, estimates, subjects, hiding)


def _of_several(
    found: Mapping[str, tuple[Beside, ...]],
    together: Mapping[str, Sequence[str]],
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    subjects: Subjects,
    rules: DisclosureRules,
) -> dict[str, tuple[Beside, ...]]:
    """The same, giving way too where three inputs or more leave few persons of a group.

    Where they leave more, it is told of whom what they count is.

    `together` has by the name of a figure the inputs before its own that stand beside it.
    """
    every = {**found}
    sets: dict[tuple[str, ...], set[str]] = {}
    for name, firsts in together.items():
        sets.setdefault((found[name][0].later, *dict.fromkeys(firsts)), set()).add(name)
    for (later, *firsts), names in sets.items():
        if len(firsts) == 1:
            continue
        old = {at: censuses[first] for at, first in enumerate(firsts)}
        here = OfInput(later, censuses[later], old, [Result("run", ())] * len(old), rules)
        for universe, own in here.universes.items():
            groups = {group_of(one) for one in estimates if one.name in own & names}
            few = here.left_by_several(groups, universe)
            for name in own & names if few else ():
                every[name] = tuple(replace(one, of_few={*one.of_few, *few}) for one in every[name])
            ways = here.ways_to_leave_many(groups - few, universe)
            for figure in {one.name: one for one in estimates if one.name in own & names}.values():
                alike = [one for one in estimates if subjects.are_of_one(figure, one)]
                figures = [
                    here.in_own_codes(at, _of_input(then, alike, universe))
                    for at, then in old.items()
                ]
                first, *rest = every[figure.name]
                several = (*first.several, LeftBySeveral(figures, ways))
                every[figure.name] = (replace(first, several=several), *rest)
    return every


def _of_input(
    census: Census, figures: Iterable[Estimate], universe: Universe
) -> Iterator[Estimate]:
    """Those of some figures that are an input's, of measures of some persons of it."""
    for one in figures:
        if one.name in census.figures and census.universes.get(one.name) == universe:
            yield one


def weighed_beside(
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    shared: Iterable[tuple[str, str]],
    rules: DisclosureRules,
) -> dict[str, WeighedOtherwise]:
    """Name of a figure to what inputs before its own have of the same persons by other weights.

    The parameters are those of `inputs_beside`; figures are of measures of the same subject.
    """
    hiding = replace(rules, ledger=replace(rules.ledger, hide_withdrawn=True))
    found: dict[str, WeighedOtherwise] = {}
    for first, second in shared:
        _, mine, here = _of_pair(censuses, estimates, first, second, hiding)
        for name, figures in here.weighed_otherwise(mine).items():
            known = found.get(name, WeighedOtherwise(second))
            found[name] = replace(known, figures=(*known.figures, *figures))
    return found


def _of_pair(
    censuses: Mapping[str, Census],
    estimates: Sequence[Estimate],
    first: str,
    second: str,
    rules: DisclosureRules,
) -> tuple[list[Estimate], list[Estimate], OfInput]:
    """Figures of the earlier input and of the later one, and the persons of the later one."""
    before, mine = (
        [one for one in estimates if one.name in censuses[name].figures] for name in (first, second)
    )
    old = {0: censuses[first]}
    return before, mine, OfInput(second, censuses[second], old, [Result("run", before)], rules)


def _of_few(here: OfInput, mine: Sequence[Estimate]) -> dict[str, set[Group]]:
    """Name of a figure to its groups that somebody is in one input alone of; none where many are.

    Many are where of no group of any figure so few are that their answers could be told.
    """
    found: dict[str, set[Group]] = {}
    are_few = False
    for universe, names in here.universes.items():
        groups = {group_of(one) for one in mine if one.name in names}
        are_few |= bool(here.withheld(groups, universe) or here.moved(groups, universe))
        alone = here.alone(0, groups, universe, universe)
        some = {group for group, persons in alone.items() if any(persons)}
        some |= {group for group, *both in here.numbers_moved(groups, universe) if any(both)}
        found |= dict.fromkeys(names, some)
    return found if are_few else {}


MANY = 0.1
"""Share of the figures of the last release from which it is said that they are gone."""
_OF_THE_LEDGER = {"few-left-or-came", "weights-changed", "answers-changed"}
"""Warnings of what is hidden because persons, weights or answers are others."""


def no_longer_shown(now: Result, releases: Sequence[Result]) -> tuple[Notice, ...]:
    """A warning where many figures that the last release shows are not shown now.

    Whoever runs a study again after a few late interviews puts a poorer release in the place of a
    richer one, and is to know it before she publishes, and her readers why. Both numbers can be
    counted in the releases.

    Parameters
    ----------
    releases
        Those before, the oldest first.
    """
    if not releases or not _OF_THE_LEDGER & {one.code for one in now.warnings}:
        return ()
    before = {one.key for one in releases[-1].estimates if not one.suppressed}
    hidden = len(before & {one.key for one in now.estimates if one.suppressed})
    if hidden <= MANY * len(before):
        return ()
    text = (
        f"figures that the last release shows are not shown here ({hidden} of {len(before)}), for "
        "the two together would tell of few persons; more can be shown once the two differ by more "
        "persons, or by fewer groups"
    )
    return (Notice("no-longer-shown", text, {"hidden": hidden, "shown": len(before)}),)


Gate = Callable[[Result, DisclosureRules], Result]
"""The disclosure gate of a kind of study."""


@dataclass(frozen=True)
class Judged:
    """A result as it may be published, and what the ledger has to keep of it.

    entry : None where it has left before
    """

    result: Result
    ledger: OpenLedger
    entry: Entry | None

    def keep(self) -> None:
        """Write the release into the ledger, and the ledger's id into `study.toml`.

        Before it is published: what is published is in the ledger, whenever a run is killed.
        """
        folder, ledger = self.ledger.folder, self.ledger.ledger
        if self.ledger.expired:
            destroy(folder, ledger)
        if self.entry is not None:
            keep_entry(folder, ledger, self.entry)
        keep_terms(folder, ledger)
        write_ledger_id(folder, ledger.id)


def judged(
    result: Result,
    rules: DisclosureRules,
    gate: Gate,
    censuses: Mapping[str, Census],
    ledger: OpenLedger,
    key: HashKey,
    shared: Iterable[tuple[str, str]] = (),
) -> Judged:
    """A result after the gate, judged with every release of the ledger.

    Parameters
    ----------
    result : everything that the run found
    rules : those of the study, without its ledger
    censuses : input to its persons
    shared : pairs of inputs that have persons in common, in the order of the study

    Raises
    ------
    Measure87Error
        As of the gate; and `too-few-differ`, where an earlier release stands.
    """
    entries = ledger.ledger.entries
    result = replace(result, warnings=(*result.warnings, *ledger.notices))
    rules = replace(rules, ledger=replace(rules.ledger, id=ledger.ledger.id), lot=key.lot)
    print_of = _fingerprint(result, rules, key)
    pairs = [*shared]
    beside = inputs_beside(censuses, result.estimates, pairs, rules)
    weighed = weighed_beside(censuses, result.estimates, pairs, rules)

    def after(number: int) -> Result:
        before = entries[:number]
        kept = kept_releases(censuses, result.estimates, before, rules)
        known = {entry.text for entry in before}
        named = tuple(one for one in rules.earlier if estimates_json(one) not in known)
        kept = replace(kept, beside=beside, weighed_beside=weighed)
        found = gate(result, replace(rules, kept=kept, earlier=named))
        lost = no_longer_shown(found, [entry.result for entry in before[-1:]])
        return replace(found, warnings=(*found.warnings, *lost))

    for number, entry in enumerate(entries):
        if entry.fingerprint == print_of:
            again = after(number)
            if estimates_json(again) == entry.text:
                return Judged(again, ledger, None)
    released = after(len(entries))
    entry = Entry(print_of, estimates_json(released), censuses)
    return Judged(released, ledger, entry)


def _fingerprint(result: Result, rules: DisclosureRules, key: HashKey) -> str:
    """A keyed hash of all that was found, and of the rules: not to be guessed without the key."""
    stated = [repr(rules.stated), repr(rules.ledger), sorted(rules.parts), repr(rules.alike)]
    found = json.dumps([result.to_json(), stated], sort_keys=True, default=repr)
    return key.of(found)
