"""Kill a pull of 10,000 interviews with 50,000 members 200 times, at random instants.

python -m tests.collect.intake.prove_kills

Fails where a table has other bytes than after a pull that nobody disturbed. Some ten minutes.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.collect.intake.test_kills import compared, filled

MEMBERS = 5


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, kill, print how many kills met a pull at work."""
    parser = argparse.ArgumentParser(prog="python -m tests.collect.intake.prove_kills")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--interviews", type=int, default=10_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        central = filled(options.interviews, MEMBERS, jobs=0)
        met, desk = compared(Path(folder), central, options.kills, 6.0, page=250, xml="needed")
        heights = desk.table().height, desk.table("member").height
    print(f"{met} of {options.kills} kills met a pull at work; rows {heights}; bytes are equal")
    return int(heights != (options.interviews, MEMBERS * options.interviews))


if __name__ == "__main__":
    sys.exit(main())
