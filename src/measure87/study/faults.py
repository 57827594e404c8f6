"""Whose fault it is that a run cannot go on, and inputs that change while it goes on."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from measure87.files import while_reading
from measure87.vocabulary.errors import StudyError, UsageError


@contextmanager
def at_fault_is_the_study(files: Iterable[str] = ()) -> Iterator[None]:
    """What a room takes for a wrong call comes from the study's own settings or files here.

    Parameters
    ----------
    files : names of those that are read meanwhile
    """
    try:
        with while_reading(files):
            yield
    except UsageError as fault:
        raise StudyError(
            fault.text, code=fault.code, where=fault.where or "study.toml", hint=fault.hint
        ) from fault


def refuse_changed(names: Sequence[str], meanwhile: str = "the study ran") -> None:
    """Raise the error for inputs that were written to during a run."""
    raise StudyError(
        f"{', '.join(names)} changed while {meanwhile}",
        code="changed-input",
        hint="wait until nobody writes to it, then run again; nothing was released",
    )
