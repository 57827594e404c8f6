"""A released world estimate: what was made, and a few lines of it for the terminal."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from measure87.disseminate import read_released
from measure87.disseminate.pages.world.world_page import BRIEF, REPORT
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.releases.world import StatedWarning, shown_per


@dataclass(frozen=True)
class WorldRun:
    """What was made.

    Attributes
    ----------
    folder : Path
    settings : WorldSettings
    estimates, refused : DataFrame
        `COMBINED_ESTIMATES` and `COMBINED_REFUSALS`.
    warnings : tuple of StatedWarning
    files : tuple of str
    """

    folder: Path
    settings: WorldSettings
    estimates: pl.DataFrame
    refused: pl.DataFrame
    warnings: tuple[StatedWarning, ...]
    files: tuple[str, ...]

    @property
    def result(self) -> Result:
        """The one result object, as `estimates.json` holds it."""
        return read_released(self.folder)

    def lines(self) -> list[str]:
        """World and regions in the stated year, everybody together."""
        return summary_lines(self)


def summary_lines(run: WorldRun) -> list[str]:
    """Where the brief lies, what `finding_lines` has, and where the report lies."""
    brief = [f"Brief: {run.folder / BRIEF}", ""] if BRIEF in run.files else []
    return [*brief, *finding_lines(run), "", f"Report: {run.folder / REPORT}"]


def finding_lines(run: WorldRun) -> list[str]:
    """World and regions in the stated year, everybody together."""
    settings = run.settings
    per = shown_per(settings.topic)
    unit = "%" if per == 100 else f"per {per:,}"
    whole = (settings.measures[0].asked.ages[0][0], settings.measures[0].asked.ages[-1][1])
    shown = run.estimates.filter(
        pl.col("place_kind").is_in(["world", "region"])
        & (pl.col("year") == settings.year)
        & (pl.col("sex") == "both")
        & (pl.col("age_from") == whole[0])
        & pl.col("age_to").eq_missing(whole[1])
        & (pl.col("statistic") == "share")
    )
    width = max([48, *map(len, shown["place_name"])])
    lines = [settings.title, ""]
    for one in settings.measures:
        lines.append(f"{one.label}, {settings.year}, {unit} ({settings.level:.0%} interval)")
        mine = shown.filter(pl.col("measure") == one.name)
        lines += _without_a_whole(mine)
        rows = mine.iter_rows(named=True)
        lines += [
            f"  {row['place_name']:<{width}} {per * row['value']:6.1f}"
            f"  ({per * row['lower']:.1f} to {per * row['upper']:.1f})"
            for row in rows
        ]
    refused = run.refused.height
    if refused:
        lines += ["", f"{refused} figures were refused; the reasons are in refused.csv."]
    return lines


def _without_a_whole(shown: pl.DataFrame) -> list[str]:
    """What is said where there is no figure of all countries, or none of a region either."""
    if shown.is_empty():
        return [
            "  All countries together and each region: no figure; the reasons are in refused.csv."
        ]
    if shown.filter(pl.col("place_kind") == "world").is_empty():
        return ["  All countries together: no figure; the reason is in refused.csv."]
    return []
