"""Writes the folder of a world estimate: all of it or nothing, as any release (`swapping`)."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from measure87.disseminate import manifest
from measure87.disseminate.folders import make_folder
from measure87.disseminate.json_text import json_text
from measure87.disseminate.manifest import Manifest, is_whole, read_manifest
from measure87.disseminate.output_format import is_inside
from measure87.disseminate.pages.world.about import ABOUT, GATHER, read_about, require_beginning
from measure87.disseminate.pages.world.edition_file import NAME as EDITIONS_CSV
from measure87.disseminate.pages.world.edition_file import edition_frame
from measure87.disseminate.pages.world.one_result import one_result_json, result_without_figures
from measure87.disseminate.pages.world.table_checks import check_gather, check_tables
from measure87.disseminate.pages.world.world_page import write_brief, write_report
from measure87.disseminate.pages.world.world_tables import TABLES, Rows, WorldTables
from measure87.disseminate.pages.world.world_words import world_words
from measure87.disseminate.pages.world.written_tables import draws_parquet, table_csv
from measure87.disseminate.swapping import whole_release
from measure87.files import write_whole
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.plain_text import MARKS, TURNING, all_escaped, escaped
from measure87.vocabulary.releases.codec import plain, structure_of
from measure87.vocabulary.releases.world import GatherAnswer, WorldAbout

if TYPE_CHECKING:
    import polars as pl

DRAWS = "draws.parquet"
CONSULTATION = "consultation"
_FORMAT = "world"


def write_world(
    folder: Path,
    tables: WorldTables,
    about: WorldAbout,
    gather: Sequence[GatherAnswer],
    consultation: Mapping[str, bytes | str] | None = None,
    parameters: Mapping[str, bytes | str] | None = None,
) -> Manifest:
    """Write a world estimate into a folder, whole or not at all.

    The same tables and texts give the same bytes. An earlier estimate is kept beside the new one
    (`DIR.previous`); files in its folder that no estimate wrote are in both.

    Parameters
    ----------
    folder
        Made if it is not there.
    tables
        Estimates, changes, figures, scores, refusals, draws.
    about
        What the run says of itself. Its `language` is that of the report.
    gather
        The 18 items of GATHER.
    consultation
        File name to content, such as `KEN.xlsx`, for the folder `consultation`.
    parameters
        File name to content: what the run releases of its model.

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
    require_beginning(about)
    world_words(about.report_language)  # refuses a language before anything is made
    about = structure_of(WorldAbout, all_escaped(plain(about)))
    frames = {name: _escaped(frame) for name, frame in tables.frames().items()}
    check_tables(frames, about)
    check_gather(gather)
    editions = edition_frame(about)
    with whole_release(folder) as draft:
        for name in TABLES:
            write_whole(draft / f"{name}.csv", table_csv(frames[name]))
        if editions is not None:
            write_whole(draft / EDITIONS_CSV, table_csv(editions))
        write_whole(draft / ABOUT, json_text(plain(about)))
        write_whole(draft / GATHER, json_text([all_escaped(plain(one)) for one in gather]))
        text = one_result_json(frames["estimates"], frames["refused"], about)
        write_whole(draft / manifest.ESTIMATES, text)
        draws_parquet(frames["draws"], draft / DRAWS)
        for name, content in sorted((consultation or {}).items()):
            _write_inside(draft / CONSULTATION, name, content)
        for name, content in sorted((parameters or {}).items()):
            _write_inside(draft, name, content)
        write_report(draft)
        write_brief(draft)
        return _list_files(draft, about)


def rewrite_report(folder: Path) -> Manifest:
    """Make the page of a written world estimate anew, of its tables; everything else stays.

    Raises
    ------
    StudyError
        If there is no such release, or a file is not as its release wrote it.
    """
    if not read_manifest(folder / manifest.NAME).files:
        raise StudyError(
            "there is no release here",
            code="no-release",
            where=str(folder),
            hint="run the study first: measure87 run DIR",
        )
    if not is_whole(folder):
        raise StudyError(
            "a file is not as its release wrote it",
            code="changed-file",
            where=str(folder),
            hint="run the study again",
        )
    with whole_release(folder) as draft:
        for name in read_manifest(folder / manifest.NAME).files:
            make_folder((draft / name).parent)
            shutil.copyfile(folder / name, draft / name)
        write_report(draft)
        write_brief(draft)
        return _list_files(draft, read_about(draft))


def write_country(folder: Path, estimates: Rows, figures: Rows, about: WorldAbout) -> Manifest:
    """Write one country's own series into a folder, whole or not at all.

    Parameters
    ----------
    estimates, figures
        As those of `WorldTables`, of one country.
    about
        As that of `write_world`.

    Raises
    ------
    DataError, StudyError
        As `write_world`.
    """
    require_beginning(about)
    about = structure_of(WorldAbout, all_escaped(plain(about)))
    tables = WorldTables(estimates, figures=figures)
    frames = {name: _escaped(frame) for name, frame in tables.frames().items()}
    check_tables(frames, about)
    with whole_release(folder) as draft:
        for name in ("estimates", "figures"):
            write_whole(draft / f"{name}.csv", table_csv(frames[name]))
        write_whole(draft / ABOUT, json_text(plain(about)))
        text = one_result_json(frames["estimates"], frames["refused"], about)
        write_whole(draft / manifest.ESTIMATES, text)
        return _list_files(draft, about)


def _escaped(frame: "pl.DataFrame") -> "pl.DataFrame":
    """A table whose texts, which others wrote, turn nothing in a report or a spreadsheet."""
    import polars as pl

    signs = f"[{''.join(sorted(TURNING | MARKS))}]"
    turning = [
        name
        for name, kind in frame.schema.items()
        if kind == pl.String and frame[name].str.contains(signs).any()
    ]
    return frame.with_columns(
        pl.col(name).map_elements(escaped, return_dtype=pl.String) for name in turning
    )


def _write_inside(place: Path, name: str, content: bytes | str) -> None:
    if not is_inside(name):
        raise AssertionError(f"{name!r} is no name of a file inside {place.name}")
    make_folder((place / name).parent)
    write_whole(place / name, content)


def _list_files(draft: Path, about: WorldAbout) -> Manifest:
    """Write the manifest of all files that are there."""
    names = sorted(p.relative_to(draft).as_posix() for p in draft.rglob("*") if p.is_file())
    content = Manifest(
        {name: manifest.entry((draft / name).read_bytes(), _FORMAT) for name in names}, {}
    )
    text = manifest.manifest_text(result_without_figures(about), content)
    write_whole(draft / manifest.NAME, text)
    return content
