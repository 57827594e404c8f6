"""Numbers of figures are worked out anew only where a figure is another object."""

import numpy as np

from measure87.disseminate.gate.audit.seen import Seen
from measure87.disseminate.gate.audit.told_counts import ToldCounts


def seen(cases):
    return Seen(("m", "", 0), {}, n=40, cases=cases)


def test_only_what_has_changed_is_asked_again():
    asked = []

    def say(one):
        asked.append(one.cases)
        return [float(one.cases), np.nan]

    told, first = ToldCounts(say), [seen(1), seen(2), seen(3)]
    assert told.of(first)[:, 0].tolist() == [1.0, 2.0, 3.0]
    assert told.of([first[0], seen(7), first[2]])[:, 0].tolist() == [1.0, 7.0, 3.0]
    assert asked == [1, 2, 3, 7]


def test_what_is_done_to_the_answer_changes_no_later_one():
    told, figures = ToldCounts(lambda one: [float(one.cases)]), [seen(4)]
    told.of(figures)[:] = 0.0
    assert told.of(figures).tolist() == [[4.0]]
