"""Intervals with a figure's own design effect, where the report uses another: for the annex."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.survey.measure_section import MeasureSection


@dataclass(frozen=True)
class OwnIntervals:
    """The figures of one measure whose two intervals read differently."""

    title: str
    unit: str
    rows: Sequence[tuple[str, str, str, str]]
    """Group, estimate, interval of the report, interval with the figure's own design effect."""


def own_intervals(sections: Sequence[MeasureSection]) -> list[OwnIntervals]:
    """Each measure with such figures, in the order of the report."""
    found = [
        OwnIntervals(
            section.title,
            section.scale.unit,
            [
                (row.full_label, row.text.value, row.text.interval or "", row.text.own_interval)
                for part in section.row_groups
                for row in part.rows
                if row.text.own_interval
            ],
        )
        for section in sections
    ]
    return [one for one in found if one.rows]
