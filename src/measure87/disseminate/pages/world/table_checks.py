"""What a world estimate must hold before anything of it is written."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from measure87.vocabulary.errors import DataError, RefusedError
from measure87.vocabulary.releases.world import GatherAnswer, WorldAbout

if TYPE_CHECKING:
    import polars as pl

GATHER_ITEMS = 18
_WHERE = "estimates"


def check_tables(frames: Mapping[str, "pl.DataFrame"], about: WorldAbout) -> None:
    """Refuse estimates that cannot be, that nobody announced, or that may not be published."""
    import polars as pl

    estimates = frames["estimates"]
    known = [one.name for one in about.measures]
    stray = estimates.filter(~pl.col("measure").is_in(known))
    if stray.height:
        raise DataError(
            f"about.json does not announce the measure {stray['measure'][0]!r}",
            code="unknown-measure",
            where=_WHERE,
            hint=f"it announces {', '.join(known)}",
        )
    share = pl.col("statistic") == "share"
    for name in ("value", "lower", "upper"):
        column = pl.col(name)
        _refuse(estimates, share & ~column.is_between(0, 1), name, "a share is from 0 to 1")
        _refuse(estimates, ~share & (column < 0), name, "a number of persons is 0 or more")
    turned = pl.col("lower") > pl.col("upper")
    _refuse(estimates, turned, "lower", "the lower limit lies below the upper one")
    _refuse_borrowed_forced_labour(estimates, about)


def _refuse(frame: "pl.DataFrame", bad: "pl.Expr", column: str, rule: str) -> None:
    found = frame.filter(bad)
    if found.height == 0:
        return
    row = found.row(0, named=True)
    raise DataError(
        f"{column} is {row[column]} for {row['measure']}, {row['place']}, {row['year']}, "
        f"{row['statistic']}; {found.height} such rows",
        code="impossible-estimate",
        where=_WHERE,
        hint=rule,
    )


def _refuse_borrowed_forced_labour(estimates: "pl.DataFrame", about: WorldAbout) -> None:
    """No country without data of its own has a figure of forced labour."""
    import polars as pl

    forced = [one.name for one in about.measures if one.is_forced_labour]
    found = estimates.filter(
        pl.col("measure").is_in(forced),
        pl.col("place_kind") == "country",
        pl.col("basis") != "own_figures",
    )
    if found.height:
        row = found.row(0, named=True)
        raise RefusedError(
            f"{row['place_name']} has no national data on {row['measure']}; "
            f"{found['place'].n_unique()} such countries",
            code="forced-labour-without-data",
            where=_WHERE,
            hint="leave these countries to their regions; put the reason into the refusals",
        )


def check_gather(items: Sequence[GatherAnswer]) -> None:
    """Refuse a statement that lacks one of the 18 items of GATHER."""
    answered = {one.number for one in items if one.answer.strip()}
    lacking = [number for number in range(1, GATHER_ITEMS + 1) if number not in answered]
    if lacking:
        raise RefusedError(
            f"items {', '.join(map(str, lacking))} of GATHER have no answer",
            code="gather-incomplete",
            where="gather.json",
            hint="each of the 18 items needs an answer, were it that something was not done",
        )
