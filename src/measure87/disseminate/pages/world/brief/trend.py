"""Change between years, where one was estimated, and what lies ahead under a named assumption."""

from collections.abc import Sequence

from measure87.disseminate.pages.world.brief.figures import Speech
from measure87.disseminate.pages.world.rows import ChangeRow, rows_of
from measure87.disseminate.pages.world.unanswered import target_is_unanswered
from measure87.disseminate.pages.world.world_content import WHOLE, WorldContent
from measure87.vocabulary.releases.world import WorldMeasure

_DECIMALS = {100: 1}
_REACHED = "target-reached"
"""Flag of a needed rate of 0, for the target is reached already."""


def trend_of(content: WorldContent, speech: Speech) -> list[str]:
    """Sentences on all countries together; projections of the first measure alone."""
    found: list[str] = []
    if not content.about.trend_estimated:
        found.append(speech.words.text("world_trend.none"))
    for measure in content.about.measures if content.about.trend_estimated else ():
        found += _changes(content, measure, speech)
    return [*found, *_ahead(content, content.about.measures[0], speech)]


def _rows(
    content: WorldContent, measure: WorldMeasure, quantity: str, scenario: str
) -> list[ChangeRow]:
    """Rows of everybody in all countries together, with both limits; the latest last."""
    import polars as pl

    youngest, oldest = content.whole_age(measure.name)
    rows = content.tables["changes"].filter(
        pl.col("measure") == measure.name,
        pl.col("place") == WHOLE,
        pl.col("quantity") == quantity,
        pl.col("scenario") == scenario,
        pl.col("sex") == "both",
        pl.col("age_from") == youngest,
        pl.col("age_to").eq_missing(oldest),
    )
    found = [row for row in rows_of(rows, ChangeRow) if _has_limits(row)]
    return sorted(found, key=lambda row: (row.to_year or 0, -row.from_year))


def _has_limits(row: ChangeRow) -> bool:
    return None not in (row.value, row.lower, row.upper, row.to_year)


def _limits(row: ChangeRow) -> tuple[float, float, float]:
    if row.value is None or row.lower is None or row.upper is None:
        raise AssertionError("a row without limits makes no sentence")
    return row.value, row.lower, row.upper


def _changes(content: WorldContent, measure: WorldMeasure, speech: Speech) -> list[str]:
    """The longest change of number and of share, each where its interval excludes 0."""
    last = content.about.estimated_years[-1]
    found, looked_at = [], []
    for quantity in ("persons", "share"):
        rows = _rows(content, measure, f"change_in_{quantity}", "")
        rows = [row for row in rows if row.to_year is not None and row.to_year <= last]
        looked_at += rows[-1:]
        if rows and _leaves_0_out(rows[-1]):
            found.append(_change(rows[-1], quantity, measure, speech))
    if found or not looked_at:
        return found
    row = looked_at[-1]
    years = {"first": str(row.from_year), "last": str(row.to_year)}
    return [speech.say("brief_world_trend.unclear", label=_label(measure, speech), **years)]


def _leaves_0_out(row: ChangeRow) -> bool:
    """Whether the interval of a change leaves 0 out."""
    _, lower, upper = _limits(row)
    return lower > 0 or upper < 0


def _change(row: ChangeRow, quantity: str, measure: WorldMeasure, speech: Speech) -> str:
    value, lower, upper = _limits(row)
    falls = value < 0
    ends = (-value, -upper, -lower) if falls else (value, lower, upper)
    slots: dict[str, str | int] = {
        "label": _label(measure, speech),
        "first": str(row.from_year),
        "last": str(row.to_year),
    }
    key = f"brief_world_trend.{'number' if quantity == 'persons' else 'share'}"
    if quantity == "persons":
        written: Sequence[str] = [speech.words.persons(end) for end in ends]
    else:
        per = measure.shown_per
        slots["per"] = per
        written = [speech.words.number(end * per, _DECIMALS.get(per, 2)) for end in ends]
    slots |= dict(zip(("change", "lower", "upper"), written, strict=True))
    return speech.say(f"{key}_{'fell' if falls else 'rose'}", **slots)


def _ahead(content: WorldContent, measure: WorldMeasure, speech: Speech) -> list[str]:
    """What would be if shares stayed, and the fall that the target needs: never a forecast."""
    words, label = speech.words, _label(measure, speech)
    base, target = content.about.stated_year, content.about.target
    found = []
    kept = [
        row
        for row in _rows(content, measure, "persons", "constant_share")
        if (row.to_year or 0) > base
    ]
    if kept:
        number, lower, upper = (words.persons(end) for end in _limits(kept[-1]))
        found.append(
            speech.say(
                "brief_world_trend.projection",
                label=label,
                base=str(base),
                year=str(kept[-1].to_year),
                number=number,
                lower=lower,
                upper=upper,
            )
        )
    if target_is_unanswered(content, measure) and target is not None:
        slots = {"label": label, "year": str(target.year)}
        found.append(speech.say("brief_world_trend.target_unanswered", **slots))
    needed = _rows(content, measure, "required_rate", "target")
    if not needed or target is None or target.share is None:
        return found
    return [*found, _target(needed[-1], target.share, measure, speech)]


def _target(row: ChangeRow, target: float, measure: WorldMeasure, speech: Speech) -> str:
    """The fall that the target needs, or that it is reached."""
    slots: dict[str, str | int] = {
        "label": _label(measure, speech),
        "target": speech.share(target, measure),
        "base": str(row.from_year),
        "year": str(row.to_year),
    }
    if _REACHED in row.flags.split():
        return speech.say("brief_world_trend.target_reached", **slots)
    ends = (speech.words.share(round(end, 3)) for end in _limits(row))
    slots |= dict(zip(("rate", "lower", "upper"), ends, strict=True))
    return speech.say("brief_world_trend.target", **slots)


def _label(measure: WorldMeasure, speech: Speech) -> str:
    return speech.words.label(measure)
