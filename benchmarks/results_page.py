"""CPU seconds, and the page `benchmarks/README.md` that keeps them."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

_PAGE = Path(__file__).parent / "README.md"


def median_cpu_seconds[Found](call: Callable[[], Found], repeats: int) -> tuple[float, Found]:
    """Median CPU seconds of so many calls in this process, and what the last of them gave."""
    seconds = []
    for _ in range(repeats):
        begin = time.process_time()
        found = call()
        seconds.append(time.process_time() - begin)
    return statistics.median(seconds), found


def write_results(name: str, text: str) -> None:
    """Put a table in the place of the earlier one, between the page's marks of that name."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, rest = _PAGE.read_text("utf-8").split(begin)
    _, after = rest.split(end)
    _PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
