"""A count for which nothing can be hidden is put aside, and asked again when no other is left."""

from types import SimpleNamespace

import pytest

from measure87.disseminate.gate import rounds as rounds_module
from measure87.disseminate.gate.audit import Audit, Recovered
from measure87.disseminate.gate.rounds import Rounds


def count(k):
    return Recovered("cases", ("work",), ({"sex": str(k)},), (), (k,))


class Told:
    """Counts, each told until enough is hidden; for some nothing can be hidden."""

    def __init__(self, protected_by):
        self.protected_by, self.hidden, self.asked = protected_by, 0, []

    def audit(self, _seen, enough, aside=frozenset()):
        self.asked.append((enough, len(aside)))
        told = [count(k) for k, hidden in self.protected_by.items() if self.hidden < hidden]
        told = [one for one in told if one.count not in aside][:enough]
        return Audit(3, 1, 0, 0, 1, tuple(told))

    def hide_some(self, recovered, *_):
        can = any(one.of[0] > 0 for one in recovered)
        self.hidden += can
        return can


@pytest.fixture
def rounds(monkeypatch):
    made = Rounds(
        SimpleNamespace(),
        SimpleNamespace(places=dict, kept_whole=frozenset),
        SimpleNamespace(complementary=True),
        SimpleNamespace(forget=lambda _: None, take_less=lambda _: False, now=SimpleNamespace()),
        (),
    )
    monkeypatch.setattr(made, "_seen", list)
    monkeypatch.setattr(made, "_hide_weighed_anew", lambda *_: False)
    monkeypatch.setattr(rounds_module, "hide_contradictory", lambda *_: False)

    def with_counts(protected_by):
        told = Told(protected_by)
        monkeypatch.setattr(made, "_audit", told.audit)
        monkeypatch.setattr(rounds_module, "_hide_some", told.hide_some)
        return made, told

    return with_counts


def test_one_that_nothing_protects_by_itself_does_not_hold_up_the_others(rounds):
    """Count 0 is protected by what is hidden for 1 and 2; she is asked for one at a time."""
    made, told = rounds({0: 3, 1: 2, 2: 3})
    assert made.until_safe().recovered == ()
    assert told.hidden == 3
    assert told.asked == [(1, 0), (1, 1), (1, 1), (1, 1), (1, 1), (None, 0)]


def test_one_that_nothing_protects_at_all_is_told_at_the_end(rounds):
    made, told = rounds({0: 9, 1: 1})
    assert [one.of for one in made.until_safe().recovered] == [(0,)]
    assert told.hidden == 1
