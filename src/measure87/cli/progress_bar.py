"""Shows progress on a terminal, and nothing when piped."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from measure87.vocabulary.progress import progress_to


@contextmanager
def shown_progress() -> Iterator[None]:
    """Show what rooms report inside the block, if standard error is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("Starting", total=1.0)

        def report(text: str, share: float) -> None:
            bar.update(task, description=text, completed=min(share, 1.0))

        with progress_to(report):
            yield
