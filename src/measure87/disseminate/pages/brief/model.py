"""What a brief is made of: sentences, one chart with its values, and what the figures are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_FINDINGS = 7
"""Findings of a brief at most; whoever makes one chooses them by the rule that it prints."""


@dataclass(frozen=True)
class BriefTable:
    """A plain table of written texts; the first column names the row.

    caption : what it shows, and in which unit
    columns : headings, as many as each row has cells
    rows : cells as they are printed
    headings : number of a row to what stands above it and those that follow, as their unit
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    headings: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse rows of another length than the headings: our own bug."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise AssertionError(f"a row of {self.caption!r} has not {len(self.columns)} cells")


@dataclass(frozen=True)
class BriefPicture:
    """A chart or a map, with its values as a table.

    title : a heading
    wide, narrow : SVG elements that describe themselves, for print and for screens of 320 pixels;
        without a narrow one the wide one stands for both
    caption : what is to be seen, and what is not shown
    values : the same numbers
    """

    title: str
    wide: str
    caption: str
    values: BriefTable
    narrow: str = ""


@dataclass(frozen=True)
class Brief:
    """A brief in one language, all of whose texts are written already.

    language : a folder of `locale`
    title : the study's, or where that is in another language the subject, country and year
    subtitle : the study's own title, where it is in another language; or empty
    lead : what is measured, of whom; the first sentences of the page. Of forced labour: the
        period, whether the figures are of the period or of an average day, and whom they do not
        reach
    findings : one sentence each, at most `MOST_FINDINGS`
    rule : by what rule the findings were chosen, in sentences
    facts : names and values under the title
    warnings : title and text of what stands in a frame above everything (an invented country)
    figures : every main figure of the release as a table, those with no sentence too
    chart, map : None where there is none
    trend : sentences on what changed over several editions
    people : how many people that is where no finding says so, or how to state it
    is_not : what these figures are not
    cite : how to cite them
    provenance : where they come from, in lines
    """

    language: str
    title: str
    lead: Sequence[str]
    findings: Sequence[str]
    rule: Sequence[str]
    is_not: Sequence[str]
    cite: str
    provenance: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    warnings: Sequence[tuple[str, str]] = ()
    figures: BriefTable | None = None
    chart: BriefPicture | None = None
    map: BriefPicture | None = None
    trend: Sequence[str] = ()
    people: Sequence[str] = ()
    subtitle: str = ""

    def __post_init__(self) -> None:
        """Refuse more findings than a brief has, and sentences that say nothing: our own bug."""
        if len(self.findings) > MOST_FINDINGS:
            raise AssertionError(f"a brief has at most {MOST_FINDINGS} findings")
        said = (self.title, self.cite, *self.lead, *self.findings, *self.rule, *self.is_not)
        if any(not text.strip() for text in said):
            raise AssertionError("a sentence of a brief is empty")
