"""The table of a brief: every main figure for everybody, as the report writes it."""

from collections.abc import Sequence

from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.brief.model import BriefTable
from measure87.disseminate.pages.survey.brief.headlines import Headline
from measure87.disseminate.pages.survey.brief.terms import noun_of, unit_of
from measure87.disseminate.pages.survey.figure_text import FigureText, figure_text, level_of

_DASH = "–"


def figures_table(headlines: Sequence[Headline], grammar: Grammar) -> BriefTable | None:
    """One row for each main figure; columns that no row needs are left out."""
    if not headlines:
        return None
    words = grammar.words
    headlines = sorted(headlines, key=lambda one: _order(one, headlines, grammar))
    texts = [figure_text(one.figure, one.scale(grammar), words) for one in headlines]
    numbers = [_number(one, grammar) for one in headlines]
    level = level_of([one.figure for one in headlines], words)
    columns = {
        grammar.say("brief_table.figure"): [
            noun_of(one.figure.name, one.about, grammar) for one in headlines
        ],
        grammar.say("brief_table.value"): [_value(text, grammar) for text in texts],
        **({_interval_heading(level, grammar): [text.interval or "" for text in texts]}),
        grammar.say("brief_table.unknown"): [_unknown(text, grammar) for text in texts],
        grammar.say("brief_table.number"): numbers,
        grammar.say("brief_table.care"): [text.care for text in texts],
    }
    kept = {name: cells for name, cells in columns.items() if any(cells)}
    rows = list(zip(*kept.values(), strict=True))
    filled = [[cell or _DASH for cell in row] for row in rows]
    units = _units(headlines, grammar)
    return BriefTable(grammar.say("brief_table.caption"), list(kept), filled, units)


def _interval_heading(level: str, grammar: Grammar) -> str:
    if not level:
        return grammar.say("brief_table.no_interval")
    return grammar.say("brief_table.interval", level=level)


def _order(one: Headline, headlines: Sequence[Headline], grammar: Grammar) -> int:
    """Rows of one unit together, in the order of the release."""
    units = [unit_of(other.about, other.scale(grammar), grammar) for other in headlines]
    return units.index(unit_of(one.about, one.scale(grammar), grammar))


def _units(headlines: Sequence[Headline], grammar: Grammar) -> dict[int, str]:
    """In what figures count and of whom, where it is not as in the row before."""
    units = [unit_of(one.about, one.scale(grammar), grammar) for one in headlines]
    return {
        number: unit
        for number, unit in enumerate(units)
        if unit and unit not in units[max(number - 1, 0) : number]
    }


def _value(text: FigureText, grammar: Grammar) -> str:
    if text.hidden:
        return grammar.words.of_code("provenance", "not-shown")
    return text.value


def _unknown(text: FigureText, grammar: Grammar) -> str:
    """The figure were all unknown answers no, and were all yes."""
    if text.unknown_hidden:
        return text.unknown_hidden
    if text.unknown_no is None or text.unknown_yes is None:
        return ""
    return grammar.words.between(text.unknown_no, text.unknown_yes)


def _number(one: Headline, grammar: Grammar) -> str:
    """The number of persons beside a figure, with its interval."""
    number, words = one.number, grammar.words
    if number is None or number.value is None:
        return ""
    if number.lower is None or number.upper is None:
        return words.number(number.value)
    between = words.between(words.number(number.lower), words.number(number.upper))
    return f"{words.number(number.value)} ({between})"
