"""Bytes that find new ways through every parser of the intake, guided by coverage.

    pip install atheris
    python -m tests.collect.intake.fuzz 600

gives all parsers 600 seconds together. atheris is in no lock file: the tests try the same parsers
without it (`test_parsers.py`). A parser may refuse in the ways that it declares; anything else is
status 77, and the input that did it is named. What is found becomes a test.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = "tests.collect.intake.fuzz"


def fuzz(name: str, seconds: int) -> None:
    """Try one parser; does not return."""
    import atheris

    with atheris.instrument_imports(include=["measure87.collect"]):
        from tests.collect.intake.fuzzed_parsers import PARSERS
    corpus = Path(tempfile.mkdtemp())
    for number, content in enumerate(PARSERS[name].seeds):
        (corpus / f"seed-{number}").write_bytes(content)
    atheris.Setup(
        [HERE, str(corpus), f"-max_total_time={seconds}", "-max_len=4096", "-timeout=20",
         "-rss_limit_mb=2000", "-print_final_stats=1", f"-artifact_prefix={corpus}/"],
        PARSERS[name],
    )  # fmt: skip
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    """One parser after another, each in a process of its own; the worst status."""
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is missing: pip install atheris", file=sys.stderr)
        return 2
    if len(arguments) == 2:
        fuzz(arguments[0], int(arguments[1]))
    from tests.collect.intake.fuzzed_parsers import PARSERS

    each = max(1, int(arguments[0]) // len(PARSERS))
    return max(_tried(name, each) for name in PARSERS)


def _tried(name: str, seconds: int) -> int:
    """Try one parser in a process of its own; its status."""
    done = subprocess.run(
        [sys.executable, "-m", HERE, name, str(seconds)], check=False, stderr=subprocess.PIPE
    )
    said = done.stderr.decode("utf-8", "replace")
    tried = [line.split()[-1] for line in said.splitlines() if "executed_units" in line]
    print(f"{name:<14} status {done.returncode}, inputs {tried[:1]}", flush=True)
    if done.returncode:
        told = [line for line in said.splitlines() if not line.startswith(("INFO", "WARNING"))]
        print("\n".join(told)[-3000:], flush=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
