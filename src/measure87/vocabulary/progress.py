"""A callback that the command line sets; rooms only call it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Report = Callable[[str, float], None]
"""Called with what is being done and the share done so far, 0 to 1."""


def _silent(task: str, share: float) -> None:
    """Show nothing."""


_current: ContextVar[Report] = ContextVar("progress", default=_silent)


def progress(task: str, share: float) -> None:
    """Tell whoever listens how far a task has come (`share` 0 to 1)."""
    _current.get()(task, share)


@contextmanager
def progress_to(report: Report) -> Iterator[None]:
    """Send progress to `report` inside the block."""
    token = _current.set(report)
    try:
        yield
    finally:
        _current.reset(token)
