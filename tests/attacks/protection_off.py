"""Switch off one protection after another, and see that the attack on it succeeds.

python -m tests.attacks.protection_off --studies 20 --seed 1

Counted are the studies that have something to find, by the truth, and those of them in which the
attack finds it. Fails where that is less than nine of ten.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.attacks.__main__ import Tally, attack
from tests.attacks.catalogue import ATTACKS
from tests.attacks.releasing import NoReleaseError
from tests.attacks.studies import drawn_study
from tests.attacks.switched_off import SWITCHES, Switch

SHARE = 0.9


def tallies_of(switch: Switch) -> list[Tally]:
    """One for each attack of a protection."""
    attacks = {(one.name, one.scenario): one for one in ATTACKS}
    return [
        Tally(replace(attacks[name, scenario], at_stake=at_stake))
        for name, scenario, at_stake in switch.attacks
    ]


def try_off(switch: Switch, seeds: Iterable[int], most: int) -> list[Tally]:
    """Attack studies that are released without a protection."""
    tallies = tallies_of(switch)
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder, switch.off():
            try:
                attack(drawn_study(seed, most), tallies, Path(folder))
            except NoReleaseError as why:
                print(f"{switch.name}, study {seed}: {why}", file=sys.stderr, flush=True)
    return tallies


def holds(tally: Tally) -> bool:
    """Whether the attack succeeds on nine of ten studies with something to find."""
    return tally.with_stakes > 0 and tally.met >= SHARE * tally.with_stakes


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, attack, print; 1 if an attack is weak."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks.protection_off",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--studies", type=int, default=5, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the first study")
    parser.add_argument("--most", type=int, default=1000, help="persons of a study")
    parser.add_argument("--only", help="words of a protection's name")
    options = parser.parse_args(arguments)
    seeds = range(options.seed, options.seed + options.studies)
    weak = 0
    print("| without | attack | on | studies | something to find | found in |\n|" + " --- |" * 6)
    for switch in SWITCHES:
        if options.only and options.only not in switch.name:
            continue
        for one in try_off(switch, seeds, options.most):
            weak += not holds(one)
            cells = (one.attack.name, one.attack.scenario, one.tried, one.with_stakes, one.met)
            print("| " + " | ".join(map(str, (switch.name, *cells))) + " |", flush=True)
    return int(weak > 0)


if __name__ == "__main__":
    sys.exit(main())
