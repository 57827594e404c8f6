"""No writer writes what has not passed the gate."""

from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Result


def require_released(result: Result) -> None:
    """Refuse a result that did not pass `release`."""
    if not result.released:
        raise StudyError(
            "this result has not passed the disclosure gate and is not written",
            code="not-released",
            where=result.command,
            hint="call release(result, rules) first",
        )
