"""Invented worlds in which countries move more: `python -m tests.recovery.worlds_lively`.

The same study as `tests.recovery.worlds`, of child labour alone. Of what countries do by
themselves the usual worlds have less than figures of every year show (decision 30), and the truth
may lie on either side: both are on record.
"""

import sys

from tests.recovery import worlds
from tests.recovery.worlds_page import page
from tests.recovery.worlds_summary import read_scores

TABLE = worlds.TABLE.with_stem("worlds_lively")
PAGE = worlds.PAGE.with_stem("world-simulation-lively")
OWN_MOVEMENT = 3.0
"""Of countries, times the usual."""
WORLDS = 12


def main(arguments: list[str] | None = None) -> int:
    """Run the study, write its table and page; options are those of `tests.recovery.worlds`."""
    options = [*(sys.argv[1:] if arguments is None else arguments)]
    files = ["--table", str(TABLE), "--page", str(PAGE)]
    asked = ["--worlds", str(WORLDS), "--topic", "child-labour"]
    worlds.main([*asked, "--own-movement", str(OWN_MOVEMENT), *files, *options])
    PAGE.write_text(page(read_scores(TABLE), OWN_MOVEMENT), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
