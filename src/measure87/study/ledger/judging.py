"""Judges a new release with all that the ledger holds, and keeps it there before it is published.

The same release again is judged with those before it alone, so that it comes out the same, to the
byte; nothing new is kept of it then.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from measure87.disseminate import DisclosureRules
from measure87.disseminate.formats.estimates_json import estimates_json
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.census import Census
from measure87.study.ledger.comparing import kept_releases
from measure87.study.ledger.inputs_beside import inputs_beside, weighed_beside
from measure87.study.ledger.no_longer_shown import no_longer_shown
from measure87.study.ledger.opening import OpenLedger
from measure87.study.ledger.store import Entry, destroy, keep_entry, keep_terms
from measure87.study.ledger.study_line import write_ledger_id
from measure87.vocabulary.estimate import Result

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
