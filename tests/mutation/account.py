"""What does a run of mutants say? A table by room, and the survivors."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from tests.mutation.accepted import Accepted
from tests.mutation.running import KILLED, NOT_REACHED, SURVIVED, TIMED_OUT, Fate


@dataclass(frozen=True)
class Tally:
    """How many mutants were made and what became of them; `survived` holds the other survivors.

    A mutant that ran out of time counts as killed and is told beside it; one that no test reaches
    has survived.
    """

    room: str
    made: int
    killed: int
    timed_out: int
    survived: int
    not_reached: int
    accepted: int

    @property
    def score(self) -> float | None:
        """The share killed of those that should be; None where there are none."""
        due = self.made - self.accepted
        return self.killed / due if due else None


def tallies(fates: Iterable[Fate], accepted: Accepted) -> list[Tally]:
    """A tally of each room, and of all."""
    by_room: dict[str, list[Fate]] = {}
    everything = list(fates)
    for fate in everything:
        by_room.setdefault(fate.mutant.room, []).append(fate)
    by_room = dict(sorted(by_room.items())) | {"all": everything}
    return [_tally(room, group, accepted) for room, group in by_room.items()]


def _tally(room: str, fates: list[Fate], accepted: Accepted) -> Tally:
    number = {kind: sum(fate.fate == kind for fate in fates) for kind in _KINDS}
    return Tally(
        room=room,
        made=len(fates),
        killed=number[KILLED] + number[TIMED_OUT],
        timed_out=number[TIMED_OUT],
        survived=number[SURVIVED] + number[NOT_REACHED],
        not_reached=number[NOT_REACHED],
        accepted=sum(lives(fate) and fate.mutant.identity in accepted for fate in fates),
    )


_KINDS = (KILLED, TIMED_OUT, SURVIVED, NOT_REACHED)


def lives(fate: Fate) -> bool:
    """Whether no test noticed the mutant."""
    return fate.fate in (SURVIVED, NOT_REACHED)


def new_survivors(fates: Iterable[Fate], accepted: Accepted) -> list[Fate]:
    """Those that live and are not accepted."""
    return [fate for fate in fates if lives(fate) and fate.mutant.identity not in accepted]


def table_text(rows: list[Tally]) -> str:
    """The tallies, one a line, for reading."""
    names = [*(field.name.replace("_", " ") for field in fields(Tally)), "score"]
    lines = [[str(getattr(row, field.name)) for field in fields(Tally)] for row in rows]
    scores = ["-" if row.score is None else f"{row.score:.3f}" for row in rows]
    table = [names, *([*line, score] for line, score in zip(lines, scores, strict=True))]
    widths = [max(len(line[column]) for line in table) for column in range(len(names))]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])])
        for line in table
    )


def table_csv(rows: list[Tally], seed: int) -> str:
    """The tallies with the seed of the draw, as CSV."""
    names = [field.name for field in fields(Tally)]
    lines = [",".join(["seed", *names])]
    lines += [",".join([str(seed), *(str(getattr(row, name)) for name in names)]) for row in rows]
    return "\n".join(lines) + "\n"


def survivor_text(fate: Fate) -> str:
    """A survivor: where, what, and how many tests tried."""
    where = f" in {fate.mutant.function}" if fate.mutant.function else ""
    if fate.fate == NOT_REACHED:
        return f"{fate.mutant.told}{where}: no test reaches it"
    return f"{fate.mutant.told}{where}: {fate.tried} of {fate.reaching} tests that reach it tried"
