"""Says how many interviews of an export are not finished: what they would have said is unknown."""

import warnings
from pathlib import Path

from measure87.vocabulary.errors import ReadingWarning


def tell_unfinished(path: Path, count: int) -> None:
    """Warn of interviews that are left out because they are not finished, if there are any."""
    if count:
        text = f"{path.name}: interviews left out, for they are not finished: {count:,}"
        warnings.warn(text, ReadingWarning, stacklevel=3)
