"""What a release leaves open, by the truth: that a protection is off is seen by these alone.

`stakes` counts what there is in the data, most of which a release does not touch. Here it is asked
of figures that are shown, or of counts that one plain subtraction gives.
"""

from collections.abc import Iterator

import numpy as np

from tests.attacks.alike import MOST_OTHERS
from tests.attacks.beside import MEASURE_OF
from tests.attacks.claims import FEW
from tests.attacks.evidence import nested_among, shown
from tests.attacks.reading import Figure
from tests.attacks.scenarios import Scene
from tests.attacks.truth import YES, Group

MOST_PERSONS = 200
"""In a group whose sets of three or four are all tried."""
EVERYBODY: Group = frozenset()


def figures_shown(scene: Scene) -> Iterator[Figure]:
    """Every proportion that some release shows."""
    for release in scene.evidence.releases:
        yield from (one for one in release.shares.values() if not one.is_hidden)


def subtracted(scene: Scene) -> int:
    """Hidden counts, not nought, of a group whose siblings and whose whole are shown."""
    told = {
        (kind, one.name, one.group)
        for one in figures_shown(scene)
        for kind in ("cases", "unknown")
        if shown(one, kind) is not None
    }
    listed: dict[str, set[Group]] = {}
    for one in (figure for release in scene.evidence.releases for figure in release.figures):
        listed.setdefault(one.name, set()).add(one.group)
    found = 0
    for kind, name, group in scene.evidence.hidden:
        if kind != "others" and scene.truth.count(kind, name, group) > 0:
            found += any(
                {(kind, name, other) for other in others} <= told
                for others in _with_siblings(scene, group, listed[name])
            )
    return found


def _with_siblings(scene: Scene, group: Group, listed: set[Group]) -> Iterator[set[Group]]:
    """For each variable of a group, its whole and the other groups that make it up."""
    for part in group:
        whole = group - {part}
        others = {
            one
            for one in listed
            if whole < one and len(one) == len(group) and dict(one).keys() == dict(group).keys()
        } - {group}
        times = np.sum([scene.truth.inside(one) for one in (group, *others)], axis=0)
        if whole in listed and np.array_equal(times, scene.truth.inside(whole).astype(int)):
            yield {whole, *others}


def weighed(scene: Scene) -> int:
    """Figures on three or four cases of a group in which every weight is another."""
    weight, found = scene.study.persons["weight"], 0
    for one in figures_shown(scene):
        inside = scene.truth.inside(one.group)
        few = one.n_cases in (3, 4) and inside.sum() <= MOST_PERSONS
        found += bool(few and len(set(weight[inside].tolist())) == inside.sum() == one.asked)
    return found


def everybody_alike(scene: Scene) -> int:
    """Figures of groups in which all who answered, or all but one or two, are cases."""
    return sum(
        scene.truth.count("cases", one.name, one.group) > 0
        and scene.truth.count("others", one.name, one.group) <= MOST_OTHERS
        and shown(one, "others") is not None
        for one in figures_shown(scene)
    )


def across_measures(scene: Scene) -> int:
    """Groups of two shown measures, nested, whose cases are the same but for one or two."""
    told = {(one.name, one.group) for one in figures_shown(scene)}
    found = 0
    for narrow, wide in nested_among({name for name, _ in told}):
        for group in (group for name, group in told if name == narrow and (wide, group) in told):
            cases = [scene.truth.count("cases", name, group) for name in (narrow, wide)]
            found += cases[0] > 0 and cases[1] - cases[0] <= MOST_OTHERS
    return found


def known_no(scene: Scene) -> int:
    """Figures that leave one or two who are known to be no case."""
    return sum(
        scene.truth.count("others", one.name, one.group) in FEW and shown(one, "others") is not None
        for one in figures_shown(scene)
    )


def beside(scene: Scene) -> int:
    """Hidden numbers of unknown answers of everybody, where a measure is one question's answer."""
    return sum(
        kind == "unknown"
        and group == EVERYBODY
        and name.removesuffix("_strict") in MEASURE_OF.values()
        and scene.truth.count("unknown", name, group) > 0
        for kind, name, group in scene.evidence.hidden
    )


def leavers(scene: Scene) -> int:
    """Whether who left, or came, is a case of a measure that both releases show of everybody."""
    first, second = scene.evidence.releases
    both = [
        name
        for (name, group), one in first.shares.items()
        if group == EVERYBODY and not one.is_hidden and (name, group) in second.shares
        and not second.shares[name, group].is_hidden
    ]  # fmt: skip
    return sum(
        scene.truth.status_of(row, name) == YES for row in scene.evidence.left for name in both
    )


def unweighted_share(scene: Scene) -> int:
    """One or two unknown answers that are hidden, of a share that is shown, weights alike."""
    told = {(one.name, one.group) for one in figures_shown(scene)}
    weight, truth, found = scene.study.persons["weight"], scene.truth, 0
    for kind, name, group in scene.evidence.hidden:
        if kind == "unknown" and name.endswith("_strict") and (name, group) in told:
            alike = len(set(weight[truth.inside(group)].tolist())) == 1
            few = truth.count("unknown", name, group) in FEW
            found += alike and few and truth.count("cases", name, group) > 0
    return found


def stepped_share(scene: Scene) -> int:
    """Of these, shares that one person moves by more than a step of a tenth of the error.

    Which is at most three tenths of it where persons are in clusters whose answers are alike.
    """
    truth, found = scene.truth, 0
    weight = scene.study.persons["weight"]
    told = {(one.name, one.group) for one in figures_shown(scene)}
    for kind, name, group in scene.evidence.hidden:
        if kind == "unknown" and name.endswith("_strict") and (name, group) in told:
            cases, others = (truth.count(one, name, group) for one in ("cases", "others"))
            alike = len(set(weight[truth.inside(group)].tolist())) == 1
            few = truth.count("unknown", name, group) in FEW
            found += alike and few and cases > 0 and cases / others / (cases + others) > 0.09
    return found
