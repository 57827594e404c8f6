"""`run`: a study folder, from its files to its release."""

from pathlib import Path

from measure87.library.estimates import Estimates
from measure87.vocabulary.errors import StudyError


def run(folder: Path | str) -> Estimates:
    """Run a study: read, map, check, classify, estimate, disclose, publish into `folder/out`.

    Parameters
    ----------
    folder : path
        A study folder, as `measure87 new` makes one.

    Returns
    -------
    Estimates
        As released, after the disclosure gate: the same figures as in `folder/out`. Of a world
        estimate that is every place and year; `world` prints it in short.

    Raises
    ------
    Measure87Error
        Before anything is released, with what is wrong and what to do.

    Examples
    --------
    >>> import shutil, tempfile
    >>> import measure87 as m
    >>> folder = shutil.copytree(
    ...     "examples/uk-domestic-workers", tempfile.mkdtemp(), dirs_exist_ok=True
    ... )
    >>> found = m.run(folder)
    >>> found.released, found.to_polars()["name"][0]
    (True, 'ilo_indicator_1_abuse_of_vulnerability')
    """
    from measure87.study import run_study

    place = Path(folder)
    if not place.is_dir():
        raise StudyError(
            "there is no such folder",
            code="no-folder",
            where=str(place),
            hint="make one: measure87 new DIR --preset NAME --data FILE",
        )
    return Estimates(run_study(place), (f"Files: {place / 'out'}",))
