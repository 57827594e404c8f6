"""The brief of a released study of lists: what may be said of a size, and all that stands around.

Of methods that were refused, and of figures that are not shown, stand in brackets or do not fit, no
sentence is made: the table has them.
"""

from collections.abc import Sequence

from measure87.disseminate.locale.said import authors
from measure87.disseminate.pages.brief.grammar import Grammar, grammar_of
from measure87.disseminate.pages.brief.inputs import inputs_said
from measure87.disseminate.pages.brief.model import MOST_FINDINGS, Brief, BriefPicture, BriefTable
from measure87.disseminate.pages.lists.authors_words import names_marked
from measure87.disseminate.pages.lists.brief.findings import findings_of, has_doubtful_ends
from measure87.disseminate.pages.lists.first_screen import titles
from measure87.disseminate.pages.lists.sizes import SizeRow, everybody, size_rows, sizes_picture
from measure87.disseminate.pages.lists.verdict import counted_texts, verdict_texts
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.release_files.reading import lists_said
from measure87.vocabulary.releases.lists import AboutLists, ListsStudy

PACKAGE = "measure87.disseminate.pages.lists"
_WITHOUT_SIZE = frozenset({"not-estimable", "not-shown"})


def lists_brief(result: Result, language: str) -> Brief:
    """The brief of a study of lists.

    Parameters
    ----------
    result : as `estimates.json` has it, after the disclosure gate, texts in the language
    language : of the brief

    Raises
    ------
    StudyError
        If pages do not speak the language.
    """
    grammar = grammar_of(language, PACKAGE)
    words = grammar.words
    result = names_marked(result, words)
    said = lists_said(result)
    about, study, figures = said.lists, said.study, everybody(result)
    own = study.data_language if study is not None else None
    title, given = titles(study, words)
    return Brief(
        language=language,
        title=title,
        lead=_lead(about, own, grammar),
        findings=findings_of(about, figures, grammar),
        rule=[
            grammar.say("brief_lists_frame.rule", most=MOST_FINDINGS),
            grammar.say("brief_lists_frame.doubtful"),
        ],
        is_not=[words.text("lists.is"), *grammar.all_of("brief_lists_frame.is_not")],
        cite=grammar.say(
            "brief_lists_frame.cite",
            title=given or title,
            area=authors(about.counted.area, own, words.code),
            period=authors(about.counted.period, own, words.code),
            version=result.provenance.version,
        ),
        provenance=inputs_said(result.provenance.inputs, grammar),
        facts=counted_texts(about.counted, words, own)[:4],
        warnings=_warnings(study, grammar),
        figures=_table(figures, _level(figures, grammar), grammar),
        chart=_chart(about, figures, grammar),
        people=_people(about, figures, grammar),
    )


def _lead(about: AboutLists, own: str | None, grammar: Grammar) -> list[str]:
    """Flow or stock and the period, whom the figures do not reach, and the lists."""
    words = grammar.words
    period = authors(about.counted.period, own, words.code)
    names = words.commas(one.name for one in about.lists)
    return [
        grammar.say("brief_lists.flow", period=period),
        grammar.say("brief_lists.reach"),
        grammar.say("brief_lists.sources", count=len(about.lists), names=names),
    ]


def _people(about: AboutLists, figures: Sequence[Estimate], grammar: Grammar) -> list[str]:
    """Why no finding says how many people there are, where none does."""
    if has_doubtful_ends(about.verdict, figures):
        return [grammar.say("brief_lists.doubtful")]
    if about.verdict.code not in _WITHOUT_SIZE:
        return []
    told = verdict_texts(about, grammar.words)
    return [text for text in (told.text, told.because) if text]


def _warnings(study: ListsStudy | None, grammar: Grammar) -> list[tuple[str, str]]:
    if study is None or not study.invented:
        return []
    words = grammar.words
    return [(words.text("banner.invented_title"), words.text("banner.invented"))]


def _level(figures: Sequence[Estimate], grammar: Grammar) -> str:
    level = next((one.level for one in figures if one.level is not None), 0.95)
    return grammar.words.share(level)


def _table(figures: Sequence[Estimate], level: str, grammar: Grammar) -> BriefTable | None:
    """Every method with its figure, interval and what to know of it, as the report writes them."""
    words = grammar.words
    rows = size_rows(figures, words)
    if not rows:
        return None
    columns = [*_columns(level, grammar), words.text("lists.care")]
    caption = words.text("lists_figures.table")
    return BriefTable(caption, columns, [[*_cells(row), row.hidden or row.care] for row in rows])


def _columns(level: str, grammar: Grammar) -> list[str]:
    words = grammar.words
    interval = words.text("lists.interval", level=level)
    return [words.text("lists.method"), words.text("lists.figure"), interval]


def _cells(row: SizeRow) -> list[str]:
    return [row.method, row.value or "–", row.interval or "–"]


def _chart(about: AboutLists, figures: Sequence[Estimate], grammar: Grammar) -> BriefPicture | None:
    """The sizes by all methods; None where no figure is shown."""
    words, level = grammar.words, _level(figures, grammar)
    observed = None if isinstance(about.observed, str) else about.observed
    drawn = sizes_picture(figures, observed, words)
    if drawn is None:
        return None
    shown = [row for row in size_rows(figures, words) if row.hidden is None]
    return BriefPicture(
        title=words.text("lists_figures.heading"),
        wide=drawn.wide,
        narrow=drawn.narrow,
        caption=f"{drawn.caption} {words.text('lists_figures.lead', level=level)}",
        values=BriefTable(
            words.text("lists_figures.table"),
            _columns(level, grammar),
            [_cells(row) for row in shown],
        ),
    )
