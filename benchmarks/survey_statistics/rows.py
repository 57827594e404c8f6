"""One line of the table: what was measured, what was asked, and whether it was met."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """A measurement and its target.

    figure is the number that is held against `target`; `at_least` says on which side it has to
    lie. `seconds` are CPU seconds of our work, `beside` those of what it is compared with.
    """

    work: str
    figure: float
    unit: str
    target: float
    at_least: bool = False
    seconds: float | None = None
    beside: float | None = None
    peak_mb: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the figure lies on the side that was asked."""
        return self.figure >= self.target if self.at_least else self.figure <= self.target

    def line(self) -> str:
        """The row in Markdown."""
        asked = f"at {'least' if self.at_least else 'most'} {self.target:g} {self.unit}"
        numbers = (
            "" if value is None else f"{value:.3g}"
            for value in (self.seconds, self.beside, self.peak_mb)
        )
        return f"| {self.work} | {' | '.join(numbers)} | {self.figure:.3g} {self.unit} | {asked} |"


def table(rows: Sequence[Row]) -> str:
    """All rows as a Markdown table."""
    head = [
        "| work | CPU seconds | beside | peak memory (MB) | figure | target |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(row.line() for row in rows)])


def kilobytes_of_this_process(name: str) -> int:
    """A line of what Linux says of the memory of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))
