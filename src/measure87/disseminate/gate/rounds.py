"""Rounds of hiding: what the auditor recovers, the cheapest figure that tells it, and again.

She names for each count the figures without which she would be less sure. Of these the one
with the least loss goes (see `judging.case_layer`), of equals the one that tells most counts, and
she tries again. Of unknowns the number and the bounds go and the figure stays. A 0 protects nobody
and goes last; but before a main measure is lost for everybody, one that is no main one goes as a
whole, with its zeros, if it is among what tells.

At the end no count that is hidden is known exactly, whatever it is. One that was hidden to protect
others, and is known all the same, is shown again: that tells nothing new.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from measure87.disseminate.gate.audit import Audit, Auditor, Recovered, Seen
from measure87.disseminate.gate.audit.constraints import Gone, limits_of
from measure87.disseminate.gate.audit.findings import Count
from measure87.disseminate.gate.contradictions import hide_contradictory
from measure87.disseminate.gate.judged import Figures, Layers
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.layers import KINDS, Layer, Place
from measure87.numerics.arrays import BoolArray
from measure87.vocabulary.estimate import Estimate

_AT_A_TIME = 1
"""Counts that the auditor finds before a figure is hidden: what is hidden for one often protects
others as well, and which figures tell a count takes long to find."""
_BY_UNKNOWN = ("unknown", "no", "answered")
"""Counts that hiding numbers of unknowns protects: the number goes and the figure stays."""
_OF_UNKNOWN = frozenset({"unknown", "no"})
_EVERY = frozenset({"cases", "others"}) | _OF_UNKNOWN


class Auditors(Protocol):
    """The auditor, and one who takes less for granted where nothing else is left to hide."""

    @property
    def now(self) -> Auditor:
        """Who is asked."""

    def take_less(self, seen: Sequence[Seen]) -> bool:
        """Ask one who takes less for granted; whether there is one."""

    def forget(self, tables: Collection[int]) -> None:
        """Ask one who takes nothing for granted of measures that are kept back with their zeros."""


class Rounds:
    """Hides figures of layers, in place, as the auditor finds it needed."""

    def __init__(
        self,
        figures: Figures,
        layers: Layers,
        rules: DisclosureRules,
        auditors: Auditors,
        already: Sequence[Recovered],
    ) -> None:
        self._figures, self._layers, self._rules = figures, layers, rules
        self._auditors = auditors
        self._places = layers.places()
        self._already = [*already]
        self._old = {_name(one) for one in already}
        self._known = frozenset(one.count for one in already)
        self._follows = _following(already)
        self._needed: set[Place] = set()
        """Figures that must not be known exactly though nothing is wrong with them."""
        self.kept_back: set[str] = set()

    def until_safe(self) -> Audit:
        """Hide until nothing is recovered; the last audit.

        Of counts that are hidden to protect others she is not asked whether they are known exactly.
        She is asked for one count at a time. One for which nothing can be hidden is put aside
        until no other is left, for it may be protected by then; and then for all at once. Ends
        because every round hides a figure, or a number of unknowns, or puts a count aside.
        """
        hides = self._rules.complementary
        enough: int | None = _AT_A_TIME if hides else None
        aside: frozenset[Count] = frozenset()
        while True:
            seen = self._seen()
            audit = self._audit(seen, enough, frozenset() if enough is None else aside)
            left = self._new(audit)
            if self._hidden_for(audit, left, seen):
                enough = _AT_A_TIME if hides else None
            elif enough is not None and left:
                aside |= {one.count for one in left}
            elif enough is not None and (audit.recovered or aside):
                enough = None
            elif not (
                left and (self._auditors.take_less(seen) or self._hide_weighed_anew(left, seen))
            ):
                return replace(audit, recovered=left)

    def _hidden_for(self, audit: Audit, left: Sequence[Recovered], seen: Sequence[Seen]) -> bool:
        """Hide what contradicts itself, and what tells counts; whether there was anything."""
        self.kept_back |= {*audit.contradictory}
        changed = hide_contradictory(audit.contradictory, self._layers)
        if self._rules.complementary:
            changed |= _hide_some(left, self._to_hide(seen), self._layers, self._places)
            self._auditors.forget(self._layers.kept_whole())
        return changed

    def _hide_weighed_anew(self, left: Sequence[Recovered], seen: Sequence[Seen]) -> bool:
        """Hide a figure whose counts were published earlier, for what its weights tell once more.

        The last that is tried: the counts are known already, but the weighted number is rounded
        anew, and two roundings tell more than one. Whether there is one left.
        """
        if not self._rules.complementary:
            return False
        names = {name for one in left for name in one.names}
        at = {
            k: place
            for k, one in enumerate(self._to_hide(seen))
            if one.is_before and one.weighs_anew and one.measure[0] in names
            if (place := self._places.get(min(one.at))) is not None
        }
        rest_on = Counter(k for one in left for k in set(one.needed))
        chosen = _cheapest(at, self._layers.cases, rest_on)
        if chosen is None:
            return False
        index, cell = at[chosen]
        for layers in (self._layers.cases, self._layers.unknown):
            layers[index].shown[cell] = False
        return True

    def told_exactly(self) -> tuple[Recovered, ...]:
        """Hidden counts that are known exactly, those among them that only protect others."""
        seen = self._seen()
        told = self._auditors.now.audit(seen, tells=False, known=self._known).recovered
        return tuple(
            one
            for one in (*told, *self._already)
            if not self._figures.is_secret(seen[one.of[0]])
            and (_name(one) not in self._old or self._is_needless(one, seen[one.of[0]]))
        )

    def told_beside(self, within: Mapping[int, tuple[int, int]]) -> set[int] | None:
        """On what hidden counts rest that limits of numbers of unknowns make known exactly.

        Parameters
        ----------
        within
            Position of a figure to the least and most unknowns that its share leaves possible.

        Returns
        -------
        Positions of figures with such limits, those without one of which the counts would be less
        sure; None where no more is known than without limits.
        """
        seen = [
            replace(one, unknown_within=next((within[k] for k in one.at if k in within), None))
            for one in self._seen()
        ]
        if not self._told(seen, tells=False):
            return None
        places = {k for one in self._told(seen, tells=True) for k in _limited(one)}
        return {at for k in places for at in seen[k].at if at in within}

    def _told(self, seen: Sequence[Seen], *, tells: bool) -> list[Recovered]:
        """Hidden counts that are known exactly, but not from earlier releases."""
        return [
            one
            for one in self._auditors.now.audit(seen, tells=tells, known=self._known).recovered
            if not self._figures.is_secret(seen[one.of[0]]) and _name(one) not in self._old
        ]

    def hide(self, figures: Collection[int]) -> Audit:
        """Hide figures by position, and whatever protects them."""
        self.never_show(figures)
        return self.until_safe()

    def never_show(self, figures: Collection[int]) -> None:
        """Hide figures by position, for good: their counts are to stay open too."""
        for at in figures:
            index, cell = self._places[at]
            self._layers.cases[index].shown[cell] = False
            self._layers.unknown[index].shown[cell] = False
            self._needed.add((index, cell))

    def _is_needless(self, known: Recovered, one: Seen) -> bool:
        """Whether a figure is hidden to protect others though earlier releases tell its cases."""
        place = _place(one, self._places)
        if known.what != "cases" or one.shown or place is None or place in self._needed:
            return False
        index, cell = place
        return not self._layers.cases[index].protected[cell]

    def without_needless(self, told: Sequence[Recovered]) -> Audit:
        """Show counts again that were hidden to protect others and are known all the same.

        Unless what comes with them would tell more: then they must not be known, and more is
        hidden. So must they if that happens to one a second time, so that this ends.
        """
        seen = self._seen()
        counts = {(one.of[0], one.what) for one in told}
        again: dict[Place, BoolArray] = {}
        for k, what in sorted(counts):
            of = _unknown_place if seen[k].shown else _place
            place = of(seen[k], self._places)
            if place is None or place in self._needed:
                continue
            self._needed.add(place)
            layers = self._layers.unknown if seen[k].shown else self._layers.cases
            if place[0] in self._layers.kept_whole():
                continue  # shown in part, what is not shown would be taken for no 0 again
            if seen[k].shown or what == "cases":
                again[place] = layers[place[0]].shown
        for (_, cell), shown in again.items():
            shown[cell] = True
        if self._new(self._audit(self._seen(), None)):
            for (_, cell), shown in again.items():
                shown[cell] = False
        return self.until_safe()

    def released(self) -> list[Estimate]:
        """All figures in their order, what is hidden so far taken away."""
        return self._layers.released(self._figures, self._rules)

    def _seen(self) -> list[Seen]:
        return self._figures.seen(self.released())

    def _to_hide(self, seen: Sequence[Seen]) -> list[Seen]:
        """What she sees, to choose from: what follows from earlier releases is taken as published.

        Of a group of the same persons as one that was published, hiding it would take nothing.
        """
        found = list(seen)
        for k, (cases, unknown) in self._follows.items():
            found[k] = replace(
                seen[k],
                is_before=seen[k].is_before or cases,
                unknown_is_before=seen[k].unknown_is_before or unknown,
            )
        return found

    def _audit(
        self, seen: Sequence[Seen], enough: int | None, aside: frozenset[Count] = frozenset()
    ) -> Audit:
        """What she recovers, but for counts that earlier releases tell and those put aside."""
        to_be_open = {k: self._to_be_open(one) for k, one in enumerate(seen)}
        tells = self._rules.complementary
        hides = None if enough is None else partial(self._would_hide, self._to_hide(seen))
        auditor = self._auditors.now
        return auditor.audit(
            seen, enough, tells=tells, to_be_open=to_be_open, hides=hides, known=self._known | aside
        )

    def _would_hide(
        self, seen: Sequence[Seen], what: str, needed: frozenset[int], gone: Gone
    ) -> tuple[int, bool] | None:
        """Of figures that tell a count the one to be hidden, and whether with its cases.

        Where some are `gone` already. None where the choice hangs on more than these figures.
        """
        if what in _BY_UNKNOWN:
            at = {k: place for k in needed if (place := _unknown_place(seen[k], self._places))}
            left = {k: place for k, place in at.items() if k not in gone}
            chosen = _cheapest(left, self._layers.unknown, {})
            if chosen is not None or not at:
                return None if chosen is None else (chosen, False)
        at = {k: place for k in needed if (place := _place(seen[k], self._places))}
        left = {k: place for k, place in at.items() if not gone.get(k)}
        chosen = _cheapest(left, self._layers.cases, {})
        if chosen is None:
            return None
        index, cell = left[chosen]
        return None if self._layers.cases[index].is_headline(cell) else (chosen, True)

    def _new(self, audit: Audit) -> tuple[Recovered, ...]:
        return tuple(one for one in audit.recovered if _name(one) not in self._old)

    def _to_be_open(self, one: Seen) -> frozenset[str]:
        """Kinds of counts of a figure that must not be known exactly if they are not shown.

        The unknowns of a figure that is not shown are never to be known: they are no reason why it
        is not, so that showing the figure again is no way out.
        """
        if self._figures.is_secret(one):
            return frozenset()
        place = _place(one, self._places)
        if place is None or place in self._needed:
            return _EVERY
        index, cell = place
        if not self._layers.cases[index].shown[cell]:
            is_few = self._layers.cases[index].protected[cell]
            return _EVERY if is_few else _OF_UNKNOWN
        is_few = self._layers.unknown[index].protected[cell]
        return _OF_UNKNOWN if is_few else frozenset()


def _following(already: Iterable[Recovered]) -> dict[int, tuple[bool, bool]]:
    """Figures that follow from earlier releases: by cases and who are none, and by unknowns.

    By position.
    """
    kinds: dict[int, set[str]] = {}
    for one in already:
        if len(one.of) == 1:
            kinds.setdefault(one.of[0], set()).add(one.what)
    return {
        k: ("cases" in whats and bool({"no", "others"} & whats), "unknown" in whats)
        for k, whats in kinds.items()
    }


def _limited(one: Recovered) -> set[int]:
    """Figures on whose limits of unknowns a count rests; if on none that was found, on any of it.

    By position.
    """
    return {limits_of(k) for k in one.needed if k < 0} or {*one.needed}


def _name(one: Recovered) -> tuple[Hashable, ...]:
    """Tells a recovered count apart from others, whichever figures give it."""
    return one.what, one.names, tuple(frozenset(group.items()) for group in one.groups)


def _hide_some(
    recovered: Sequence[Recovered],
    seen: Sequence[Seen],
    layers: Layers,
    places: Mapping[int, Place],
) -> bool:
    """Hide, for each count that no earlier choice may have protected, the cheapest figure.

    Of figures that cost alike (a total, a main measure, a part) the one on which most counts rest.
    """
    touched: set[int] = set()
    for one in recovered:
        if touched & {*one.needed, *one.of}:
            continue
        before = frozenset(touched)
        rest_on = Counter(
            k for other in recovered if not touched & set(other.needed) for k in set(other.needed)
        )
        touched |= _hide_for(one, seen, layers, places, {} if one.then else rest_on)
        for needed in one.then:
            if before & set(needed):
                break
            touched |= _hide_for(replace(one, needed=needed), seen, layers, places, {})
    return bool(touched)


def _hide_for(
    one: Recovered,
    seen: Sequence[Seen],
    layers: Layers,
    places: Mapping[int, Place],
    rest_on: Mapping[int, int],
) -> set[int]:
    """Hide what protects a count at the least loss; figures by position, none if nothing can.

    Of the figures that tell it, or else all of its measure; where these were published, of all
    measures in its groups, for what relates measures tells it too.
    """
    groups = {frozenset(group.items()) for group in one.groups}
    same_measure = [k for k, other in enumerate(seen) if other.measure[0] in one.names]
    same_group = [k for k, other in enumerate(seen) if frozenset(other.group.items()) in groups]
    for first, otherwise in ((one.needed, same_measure), (same_group, ())):
        if one.what in _BY_UNKNOWN:
            at = _places_of(first, otherwise, seen, places, _unknown_place)
            chosen = _cheapest(at, layers.unknown, rest_on)
            if chosen is not None:
                index, k = at[chosen]
                layers.unknown[index].shown[k] = False
                return {chosen}
        at = _places_of(first, otherwise, seen, places, _place)
        chosen = _cheapest(at, layers.cases, rest_on)
        if chosen is not None:
            index, k = at[chosen]
            if layers.cases[index].is_headline(k):
                minor = _minor((*at.values(), *_places(one.of, seen, places)), layers)
                if minor is not None:
                    layers.keep_whole(minor)
                    return {k for k, other in enumerate(seen) if _table(other, places) == minor}
            layers.cases[index].shown[k] = False
            layers.unknown[index].shown[k] = False
            return {chosen}
    return set()


def _minor(places: Iterable[Place], layers: Layers) -> int | None:
    """Of measures that are no main ones and not kept back as a whole, that with fewest shown."""
    minor = {
        (int(layers.cases[index].shown.sum()), index)
        for index, cell in places
        if not layers.cases[index].is_main(cell) and index not in layers.kept_whole()
    }
    return min(minor)[1] if minor else None


def _table(one: Seen, places: Mapping[int, Place]) -> int | None:
    """The table of a figure of this release."""
    place = _place(one, places)
    return None if place is None else place[0]


def _places(
    of: Iterable[int], seen: Sequence[Seen], places: Mapping[int, Place]
) -> Iterator[Place]:
    """Tables and cells of some figures."""
    return (place for k in of if (place := _place(seen[k], places)) is not None)


def _places_of(
    first: Sequence[int],
    otherwise: Sequence[int],
    seen: Sequence[Seen],
    places: Mapping[int, Place],
    place_of: Callable[[Seen, Mapping[int, Place]], Place | None],
) -> dict[int, Place]:
    """Where hiding takes something from the reader: of the first figures, or of the others."""
    at = {k: place for k in first if (place := place_of(seen[k], places))}
    return at or {k: place for k in otherwise if (place := place_of(seen[k], places))}


def _unknown_place(one: Seen, places: Mapping[int, Place]) -> Place | None:
    """Table and cell of a number of unknowns that hiding takes from the reader."""
    if one.unknown_is_before:
        return None
    return next((places[at] for at in one.at if at in places), None)


def _place(one: Seen, places: Mapping[int, Place]) -> Place | None:
    """Table and cell of a figure that hiding takes from the reader."""
    if one.is_before:
        return None
    return next((places[at] for at in one.at if at in places), None)


def _cheapest(
    at: Mapping[int, Place], layers: Sequence[Layer], rest_on: Mapping[int, int]
) -> int | None:
    """The shown figure with the least loss; of equals, that of the later measure.

    `rest_on` says how many counts rest on a figure.
    """
    shown = [(k, place) for k, place in at.items() if layers[place[0]].shown[place[1]]]
    costs = [
        ((layers[i].costs[k][:KINDS], -rest_on.get(seen, 0), layers[i].costs[k][KINDS:], -i), seen)
        for seen, (i, k) in shown
    ]
    return min(costs)[1] if costs else None
