"""Run the examples and say where their pages lie: what `measure87 demo` does, in this checkout.

python examples/run_all.py
"""

from pathlib import Path

from measure87.cli import main

DEMO = Path(__file__).parent / "demo"
"""Where the copies lie that are run."""

if __name__ == "__main__":
    main(["demo", str(DEMO)])
