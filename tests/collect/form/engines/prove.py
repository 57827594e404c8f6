"""300 interviews of the standard form in six languages: every leaf and screen of both engines.

python -m tests.collect.form.engines.prove --each 50 --seed 1
"""

import argparse
import sys
import tempfile
from pathlib import Path

from measure87.collect.form.engines.programs import ENGINES, find_engine
from measure87.collect.form.engines.simulating import (
    chosen_languages,
    compare_interviews,
    form_files,
    simulate_interviews,
)
from measure87.collect.form.engines.xform import read_xform
from tests.collect.form.engines.standard_form import standard_form


def main() -> int:
    """1 if the engines part, or a required question takes no answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=50, help="interviews in each language")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    programs = [find_engine(name) for name in ENGINES]
    with tempfile.TemporaryDirectory() as folder:
        standard_form(Path(folder))
        path, model = form_files(Path(folder))
        done = simulate_interviews(
            path, programs, interviews=asked.each, seed=asked.seed, model=model,
            languages=chosen_languages(read_xform(path), ["all"]),
        )  # fmt: skip
        found = compare_interviews(path, programs, done)
    print(f"{found.interviews} interviews, {found.leaves} leaves, {found.screens} screens")
    print(f"never shown: {', '.join(found.never_shown) or 'none'}")
    for (what, where), count in found.by_path().items():
        print(f"{what} {where}: {count}")
    return 1 if found.differences or found.unanswered else 0


if __name__ == "__main__":
    sys.exit(main())
