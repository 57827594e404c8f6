"""Writes the folder of a world estimate: all of it or nothing, the manifest last.

Everything is made in a folder beside the one that is asked for, the report of the files there
too. Only when all is there the earlier estimate is withdrawn and the files take their places. A
run that is killed leaves either the earlier estimate or no manifest, and so no result.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from measure87.disseminate import manifest
from measure87.disseminate.folders import make_folder
from measure87.disseminate.locking import only_one
from measure87.disseminate.manifest import Manifest, read_manifest
from measure87.disseminate.output_format import is_inside
from measure87.disseminate.world_report.about import About
from measure87.disseminate.world_report.one_result import one_result_json, result_without_figures
from measure87.disseminate.world_report.table_checks import check_gather, check_tables
from measure87.disseminate.world_report.world_page import write_report
from measure87.disseminate.world_report.world_tables import TABLES, WorldTables
from measure87.disseminate.world_report.world_words import world_words
from measure87.disseminate.world_report.written_tables import draws_parquet, table_csv
from measure87.files import write_whole

ABOUT, GATHER, ESTIMATES_JSON, DRAWS = (
    "about.json",
    "gather.json",
    "estimates.json",
    "draws.parquet",
)
CONSULTATION = "consultation"
_FORMAT = "world"
_EARLIER = ".manifest.earlier"
"""The manifest of the estimate that is being replaced: which files may be stale."""


def write_world(
    folder: Path,
    tables: WorldTables,
    about: Mapping[str, Any],
    gather: Sequence[Mapping[str, Any]],
    consultation: Mapping[str, bytes | str] | None = None,
) -> Manifest:
    """Write a world estimate into a folder, whole or not at all.

    The same tables and texts give the same bytes. Files of an earlier estimate that this one
    does not have are removed; files that no estimate wrote are left alone.

    Parameters
    ----------
    folder
        Made if it is not there.
    tables
        Estimates, changes, figures, scores, refusals, draws.
    about
        What the run says of itself; see `about`. Its `language` is that of the report.
    gather
        The 18 items of GATHER: `number`, `item`, `answer`, `status`.
    consultation
        File name to content, such as `KEN.xlsx`, for the folder `consultation`.

    Returns
    -------
    Manifest
        Every file with its hash.

    Raises
    ------
    DataError
        If a table does not fit its declaration, a share is not between 0 and 1, an interval does
        not hold together, or the folder may not be written to.
    RefusedError
        If an item of GATHER is empty, or a measure of forced labour has a figure for a country
        without data of its own.
    StudyError
        If about.json lacks what the report begins with, there is no such language, or another
        run holds the folder.
    """
    told = About(about)
    world_words(told.language)  # refuses a language before anything is made
    frames = tables.frames()
    check_tables(frames, told)
    check_gather(gather)
    make_folder(folder)
    with only_one(folder), _draft_beside(folder) as draft:
        for name in TABLES:
            write_whole(draft / f"{name}.csv", table_csv(frames[name]))
        write_whole(draft / ABOUT, _json(about))
        write_whole(draft / GATHER, _json(list(gather)))
        text = one_result_json(frames["estimates"], frames["refused"], told)
        write_whole(draft / ESTIMATES_JSON, text)
        draws_parquet(frames["draws"], draft / DRAWS)
        for name, content in sorted((consultation or {}).items()):
            _write_inside(draft / CONSULTATION, name, content)
        write_report(draft)
        return _put_in_place(draft, folder, told)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _write_inside(place: Path, name: str, content: bytes | str) -> None:
    if not is_inside(name):
        raise AssertionError(f"{name!r} is no name of a file inside {place.name}")
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    write_whole(place / name, content)


@contextmanager
def _draft_beside(folder: Path) -> Iterator[Path]:
    """A folder beside the one that is asked for, gone at the end; also what a killed run left."""
    place = folder.resolve()
    for left in place.parent.glob(f".{place.name}.*.draft"):
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".draft", dir=place.parent))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put_in_place(draft: Path, folder: Path, about: About) -> Manifest:
    """Withdraw the earlier estimate, move every file, write the manifest."""
    current, withdrawn = folder / manifest.NAME, folder / _EARLIER
    if current.exists():
        current.replace(withdrawn)
    names = sorted(p.relative_to(draft).as_posix() for p in draft.rglob("*") if p.is_file())
    for name in names:
        make_folder((folder / name).parent)
        (draft / name).replace(folder / name)
    for name in set(read_manifest(withdrawn).files) - set(names):
        (folder / name).unlink(missing_ok=True)
    content = Manifest({name: manifest.entry(folder / name, _FORMAT) for name in names}, {})
    write_whole(current, manifest.manifest_text(result_without_figures(about), content))
    withdrawn.unlink(missing_ok=True)
    return content
