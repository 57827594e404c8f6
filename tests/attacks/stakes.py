"""Has a study something that an attack could find? Asked of the truth, not of the attack."""

from collections.abc import Iterator

import numpy as np

from tests.attacks.alike import MOST_OTHERS
from tests.attacks.claims import FEW
from tests.attacks.clusters_short import clusters_of
from tests.attacks.evidence import nested_among
from tests.attacks.known_no import OF_WORKERS, WORKING
from tests.attacks.outweighed import needed
from tests.attacks.scenarios import Scene
from tests.attacks.truth import UNSURE, YES, Group

MOST_CASES = 4


def groups_of(scene: Scene) -> Iterator[tuple[str, Group]]:
    """Every measure and group that is listed in some release."""
    listed = dict.fromkeys(key for one in scene.evidence.releases for key in one.shares)
    yield from listed


def known_no(scene: Scene) -> int:
    """Groups with one or two known to be no case, or with a hidden number of children at work."""
    few = sum(scene.truth.count("others", *key) in FEW for key in groups_of(scene))
    if scene.study.skip != "coded" or "mics6_pr34" not in " ".join(scene.study.definitions):
        return few
    hidden = [group for name, group in groups_of(scene) if name in OF_WORKERS]
    shown = {
        group for release in scene.evidence.releases for (name, group), figure
        in release.shares.items() if name == WORKING and not figure.is_hidden
    }  # fmt: skip
    at_work = (scene.truth.count("cases", WORKING, group) for group in {*hidden} - shown)
    return few + sum(number > 0 for number in at_work)


def unweighted_share(scene: Scene) -> int:
    """Hidden numbers of unknown answers, 1 or 2, where weights are alike and there are cases."""
    found = 0
    weight, truth = scene.study.persons["weight"], scene.truth
    for kind, name, group in scene.evidence.hidden:
        if kind == "unknown" and name.endswith("_strict"):
            alike = len(set(weight[truth.inside(group)].tolist())) == 1
            few = truth.count("unknown", name, group) in FEW
            found += alike and few and truth.count("cases", name, group) > 0
    return found


def known_weights(scene: Scene) -> int:
    """Persons in groups of three or four cases, or unknown answers, where weights differ."""
    weight, truth, found = scene.study.persons["weight"], scene.truth, set()
    for name, group in groups_of(scene):
        inside = truth.inside(group)
        if len(set(weight[inside].tolist())) > 2:
            for status in (YES, UNSURE):
                rows = (inside & (truth.of(name) == status)).nonzero()[0]
                if 3 <= len(rows) <= MOST_CASES:
                    found |= {(name, int(row)) for row in rows}
    return len(found)


def outweighed(scene: Scene) -> int:
    """Cases without whom so many others could not weigh as much as the cases do."""
    weight, truth, found = scene.study.persons["weight"], scene.truth, 0
    for name, group in groups_of(scene):
        inside = truth.inside(group)
        is_case = truth.of(name)[inside] == YES
        if (truth.of(name)[inside] != UNSURE).all() and 0 < is_case.sum() < len(is_case):
            own = weight[inside]
            found += len(needed(own, int(is_case.sum()), own[is_case].sum() / own.sum()))
    return found


def clusters_short(scene: Scene) -> int:
    """Persons without an answer in whose cluster nobody of their group gave one."""
    cluster, truth, found = clusters_of(scene.study.persons), scene.truth, 0
    for name, group in groups_of(scene):
        inside, unsure = truth.inside(group), truth.of(name) == UNSURE
        found += int((inside & unsure & ~np.isin(cluster, cluster[inside & ~unsure])).sum())
    return found


def clusters_full(scene: Scene) -> int:
    """Cases who are alone of their group in a cluster, where each cluster has one."""
    cluster, truth, found = clusters_of(scene.study.persons), scene.truth, 0
    for name, group in groups_of(scene):
        inside, is_case = truth.inside(group), truth.of(name) == YES
        own, sizes = np.unique(cluster[inside], return_counts=True)
        if np.isin(own, cluster[inside & is_case]).all():
            found += int((sizes == 1).sum())
    return found


def hidden_counts(scene: Scene) -> int:
    """Counts that are kept back and not nought."""
    return sum(scene.truth.count(*key) > 0 for key in scene.evidence.hidden)


def hidden_unknown(scene: Scene) -> int:
    """Numbers of unknown answers of everybody that are kept back and not nought."""
    hidden = [key for key in scene.evidence.hidden if (key[0], key[2]) == ("unknown", frozenset())]
    return sum(scene.truth.count(*key) > 0 for key in hidden)


def one(scene: Scene) -> int:
    """Who of two said what."""
    return 1


def leavers(scene: Scene) -> int:
    """Answers of those who left or came, one for each measure."""
    return len(scene.evidence.left) * len({name for name, _ in groups_of(scene)})


def everybody_alike(scene: Scene) -> int:
    """Groups in which all who answered, or all but one or two, are cases."""
    return sum(
        scene.truth.count("cases", *key) > 0 and scene.truth.count("others", *key) <= MOST_OTHERS
        for key in groups_of(scene)
    )


def across_measures(scene: Scene) -> int:
    """Groups in which all cases of a wide measure, but one or two, are cases of a narrow one."""
    found, listed = 0, set(groups_of(scene))
    for narrow, wide in nested_among({name for name, _ in listed}):
        for group in {
            group for name, group in listed if name == narrow and (wide, group) in listed
        }:
            cases = [scene.truth.count("cases", name, group) for name in (narrow, wide)]
            found += cases[0] > 0 and cases[1] - cases[0] <= MOST_OTHERS
    return found
