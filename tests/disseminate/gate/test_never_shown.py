"""What protects others is shown again where its count is known; not what is hidden for good."""

from types import SimpleNamespace

import numpy as np

from measure87.disseminate.gate.audit import Audit, Recovered, Seen
from measure87.disseminate.gate.rounds import Rounds

NOTHING = Audit(3, 1, 0, 0, 1, ())
"""An audit that recovers nothing."""


def test_a_figure_that_is_for_good_stays_hidden_though_its_count_is_known(monkeypatch):
    """Three groups whose counts are known all the same: one is all rounding, one is not hidden."""
    cases, unknown = (SimpleNamespace(shown=np.array([True, False, True])) for _ in range(2))
    places = {0: (0, 0), 1: (0, 1), 2: (0, 2)}
    rounds = Rounds(
        SimpleNamespace(),
        SimpleNamespace(
            places=lambda: places, cases=[cases], unknown=[unknown], kept_whole=lambda: frozenset()
        ),
        SimpleNamespace(complementary=True),
        SimpleNamespace(),
        (),
    )
    rounds.never_show([0])
    assert cases.shown.tolist() == unknown.shown.tolist() == [False, False, True]
    seen = [Seen(("work", "sdg_8_7_1", 0), {}, [at]) for at in range(3)]
    monkeypatch.setattr(rounds, "_seen", lambda: seen)
    monkeypatch.setattr(rounds, "_audit", lambda *_: NOTHING)
    monkeypatch.setattr(rounds, "until_safe", lambda: NOTHING)
    told = [Recovered("cases", ("work",), ({},), (), (at,)) for at in (0, 1)]
    rounds.without_needless(told)
    assert cases.shown.tolist() == [False, True, True]
