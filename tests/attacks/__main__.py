"""Attack the releases of random small studies, and tell what came out.

python -m tests.attacks --studies 20 --seed 1
python -m tests.attacks --studies 5 --seed 1 --scenario 'one release'

A study has *something to find* where the truth does, whether or not the attack finds it. *Counts*
are numbers that are kept back and were told exactly, *of few* those of one or two persons;
*persons* are single persons whose answer was told, *groups* those in which all, or all but one or
two, are cases. A claim that is not true is *wrong*: the attacker would have misled herself.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks.catalogue import ATTACKS, Attack
from tests.attacks.claims import Claim, Count, Everybody, Person, is_of_few, judged
from tests.attacks.releasing import NoReleaseError
from tests.attacks.scenarios import SCENARIOS, Scene, Stage, on_stage
from tests.attacks.studies import Study, drawn_study


@dataclass
class Tally:
    """What one attack came to, over all studies."""

    attack: Attack
    tried: int = 0
    with_stakes: int = 0
    succeeded: int = 0
    met: int = 0
    """Of those with something to find."""
    told: list[Claim] = field(default_factory=list)
    wrong: list[Claim] = field(default_factory=list)
    example: str = ""

    def add(self, scene: Scene) -> None:
        """Try it on one more scene."""
        found, wrong = judged(self.attack.find(scene.evidence), scene.truth)
        at_stake = self.attack.at_stake(scene)
        self.tried += 1
        self.with_stakes += at_stake > 0
        self.succeeded += bool(found)
        self.met += at_stake > 0 and bool(found)
        self.told += found
        self.wrong += wrong
        if found and not self.example:
            claim = next((one for one in found if is_of_few(one)), found[0])
            self.example = f"study {scene.study.seed}: {claim.said()}"

    def row(self) -> tuple[object, ...]:
        """Its line of the table."""
        counts = [claim for claim in self.told if isinstance(claim, Count)]
        return (
            self.attack.name,
            self.attack.scenario,
            self.tried,
            self.with_stakes,
            self.succeeded,
            len(counts),
            sum(is_of_few(claim) for claim in counts),
            sum(isinstance(claim, Person) for claim in self.told),
            sum(isinstance(claim, Everybody) for claim in self.told),
            len(self.wrong),
        )


HEAD = (
    "attack", "on", "studies", "with something to find", "succeeded", "counts", "of few", "persons",
    "groups", "wrong",
)  # fmt: skip


def attack(study: Study, tallies: Iterable[Tally], folder: Path) -> None:
    """Release a study in every way that is asked for, and try everything on it."""
    stage = on_stage(study, folder)
    scenes: dict[str, Scene | None] = {}
    for tally in tallies:
        name = tally.attack.scenario
        if name not in scenes:
            scenes[name] = _scene(name, stage)
        scene = scenes[name]
        if scene is not None:
            tally.add(scene)


def _scene(name: str, stage: Stage) -> Scene | None:
    try:
        return SCENARIOS[name](stage)
    except NoReleaseError as why:
        print(f"study {stage.study.seed}, {name}: {why}", file=sys.stderr, flush=True)
        return None


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, attack, print."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--studies", type=int, default=5, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the first study")
    parser.add_argument("--most", type=int, default=3000, help="persons of a study")
    parser.add_argument("--scenario", choices=SCENARIOS, action="append")
    options = parser.parse_args(arguments)
    wanted = options.scenario or list(SCENARIOS)
    tallies = [Tally(one) for one in ATTACKS if one.scenario in wanted]
    start = time.process_time()
    for seed in range(options.seed, options.seed + options.studies):
        study = drawn_study(seed, options.most)
        with tempfile.TemporaryDirectory() as folder:
            try:
                attack(study, tallies, Path(folder))
            except NoReleaseError as why:
                print(f"study {seed}: {why}", file=sys.stderr, flush=True)
    print_table(tallies)
    print(f"{time.process_time() - start:.0f} s of processor time", file=sys.stderr)
    return 0


def print_table(tallies: Iterable[Tally]) -> None:
    """The table in Markdown, then an example of each success and of each wrong claim."""
    rows = [HEAD, ("---",) * len(HEAD), *(tally.row() for tally in tallies)]
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    for tally in tallies:
        where = f"{tally.attack.name} on {tally.attack.scenario}"
        if tally.example:
            print(f"\n{where}: {tally.example}")
        if tally.wrong:
            print(f"\n{where}, WRONG: {tally.wrong[0].said()}")


if __name__ == "__main__":
    sys.exit(main())
