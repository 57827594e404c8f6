"""A world estimate in a few lines, for the terminal."""

import polars as pl

from measure87.study.world.recipe import WorldRun
from measure87.vocabulary.releases.world import shown_per


def summary_lines(run: WorldRun) -> list[str]:
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
    lines = [settings.title, ""]
    for one in settings.measures:
        lines.append(f"{one.label}, {settings.year}, {unit} ({settings.level:.0%} interval)")
        rows = shown.filter(pl.col("measure") == one.name).iter_rows(named=True)
        lines += [
            f"  {row['place_name']:<48} {per * row['value']:6.1f}"
            f"  ({per * row['lower']:.1f} to {per * row['upper']:.1f})"
            for row in rows
        ]
    refused = run.refused.height
    if refused:
        lines += ["", f"{refused} figures were refused; the reasons are in refused.csv."]
    return [*lines, "", f"Report: {run.folder / 'report.html'}"]
