"""The questionnaire as one page for a browser: offline, no script, printed on A4.

Questions are paragraphs and lists in order; a grid is a table whose head says what is asked. Text
runs as its language does.
"""

from collections.abc import Iterator
from html import escape

from measure87.collect.form.outputs.languages import direction
from measure87.collect.form.outputs.paper.blocks import (
    Block,
    Grid,
    Heading,
    Item,
    Note,
    PageBreak,
    Paper,
    sheets,
)

_BOXES = {"date": (2, 2, 4), "time": (2, 2),
          "datetime": (2, 2, 4, 2, 2)}  # fmt: skip
"""Boxes for single digits, in groups."""
_STYLE = """
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-center { content: counter(page) " / "
  counter(pages); font: 8pt "DejaVu Sans", sans-serif; color: #444 }
  @top-center { content: string(banner); font: bold 8pt "DejaVu Sans", sans-serif; color: #8a1c00 }
}
@page upright { size: A4 }
@page wide { size: A4 landscape; margin: 14mm 12mm 16mm }
html { font: 10pt/1.4 "Noto Sans", "Noto Sans Arabic", "Noto Naskh Arabic", "DejaVu Sans",
  sans-serif; color: #111; background: #fff }
body { margin: 0 }
.wide { page: wide } .upright { page: upright }
h1 { font-size: 17pt; line-height: 1.25; margin: 0 0 1mm }
h2, h3, h4 { break-after: avoid; line-height: 1.3; margin: 7mm 0 1.5mm }
h2 { font-size: 13pt; border-bottom: .6mm solid #1d4f73; padding-bottom: 1mm }
h3 { font-size: 11.5pt } h4 { font-size: 10.5pt }
p { margin: 0 0 1mm }
.which { color: #444 }
.banner { border: .5mm solid #8a1c00; color: #8a1c00; font-weight: bold; padding: 2mm 3mm;
  margin: 3mm 0; string-set: banner content() }
.boxes { margin: 3mm 0; padding: 0; list-style: none; border: .25mm solid #999 }
.boxes li { display: inline-block; width: 46%; padding: 1.5mm 2mm }
.instruction, .hint { font-style: italic; color: #333; font-size: 9pt }
:lang(ar) .instruction, :lang(ar) .hint { font-style: normal; color: #1d4f73 }
.question { break-inside: avoid; margin: 0 0 3mm; padding: 1.5mm 0 0;
  border-top: .2mm solid #bbb }
.ask { font-weight: bold }
.number { display: inline-block; min-width: 11mm; color: #1d4f73 }
.answers { list-style: none; margin: 1mm 0 0; padding: 0 }
.answers li { display: inline-block; width: 48%; padding: .4mm 0; vertical-align: top }
.mark { display: inline-block; width: 3.2mm; height: 3.2mm; border: .3mm solid #111;
  vertical-align: -.4mm }
.round { border-radius: 50% }
.code { color: #555; font-size: 8pt }
.digit { display: inline-block; width: 5mm; height: 6mm; border: .3mm solid #111 }
.line { display: block; border-bottom: .25mm solid #444; height: 7mm }
.break { break-after: page }
.note { background: #eef3f7; padding: 2mm 3mm; margin: 2mm 0; break-inside: avoid }
.letter { display: inline-block; margin-inline-end: 2mm }
.group { display: inline-block; margin-inline-end: 2.5mm }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: 2mm 0 }
th, td { border: .25mm solid #555; padding: 1mm 1.5mm; vertical-align: top; text-align: start;
  font-size: 8.5pt; overflow-wrap: anywhere }
thead th { background: #eef3f7; font-weight: normal } thead .ask { display: block }
th.member { width: 9mm } tbody td, tbody th { height: 9mm }
tr { break-inside: avoid }
thead .answers li { display: block; width: auto }
@media screen { body { padding: 8mm; margin: 0 auto; max-width: 260mm }
  .roster { overflow-x: auto } }
@media screen and (max-width: 600px) { .answers li { display: block; width: auto }
  .boxes li { width: auto; display: block } .roster table { min-width: 220mm } }
"""


def paper_page(paper: Paper) -> str:
    """The HTML of a questionnaire."""
    way = direction(paper.language)
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{escape(paper.language)}" dir="{way}">\n<head>\n',
            '<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(_page_title(paper))}</title>\n<style>{_STYLE}</style>\n",
            "</head>\n<body>\n<main>\n",
            '<div class="upright">\n',
            *_head(paper),
            "</div>\n",
            *_sheets(paper),
            "</main>\n</body>\n</html>\n",
        )
    )


def _page_title(paper: Paper) -> str:
    return f"{paper.title} – {paper.words['questionnaire']}"


def _head(paper: Paper) -> Iterator[str]:
    yield f"<h1>{_text(paper.title)}</h1>\n"
    yield f'<p class="which">{escape(paper.which)}. {escape(paper.ethics)}</p>\n'
    if paper.banner:
        yield f'<p class="banner">{escape(paper.banner)}</p>\n'
    yield f'<p class="instruction">{escape(paper.how)}</p>\n'
    if paper.boxes:
        boxes = "".join(f"<li>{escape(box)}: {_rule(18)}</li>" for box in paper.boxes)
        yield f'<ul class="boxes">{boxes}</ul>\n'


def _sheets(paper: Paper) -> Iterator[str]:
    for is_wide, blocks in sheets(paper.blocks):
        yield f'<div class="{"wide" if is_wide else "upright"}">\n'
        for block in blocks:
            yield from _block(block, paper)
        yield "</div>\n"


def _block(block: Block, paper: Paper) -> Iterator[str]:
    match block:
        case Heading():
            # A box of its own: with a Latin letter before it, Arabic would run from the left.
            letter = f'<span class="letter">{block.letter}.</span> ' if block.letter else ""
            level = min(block.level + 1, 6)
            yield f"<h{level}>{letter}{_text(block.text)}</h{level}>\n"
            yield _instructions(block.instructions)
        case Note():
            yield f'<div class="note">{_instructions(block.instructions)}'
            yield f"<p>{_text(block.text)}</p></div>\n"
        case Item():
            yield f'<div class="question">{_asked(block)}{_place(block)}</div>\n'
        case Grid():
            yield from _grid(block, paper)
        case PageBreak():
            yield '<div class="break"></div>\n'


def _instructions(sentences: tuple[str, ...]) -> str:
    return "".join(f'<p class="instruction">{escape(one)}</p>\n' for one in sentences)


def _asked(item: Item) -> str:
    star = " *" if item.required else ""
    number = f'<span class="number">{escape(item.number)}{star}</span> '
    if not item.text:
        return f"<p>{number}{' '.join(map(escape, item.instructions))}</p>\n"
    hint = f'<p class="hint">{_text(item.hint)}</p>\n' if item.hint else ""
    how = _instructions((*filter(None, (item.how,)), *item.checks))
    before = _instructions(item.instructions)
    return f'{before}<p class="ask">{number}{_text(item.text)}</p>\n{hint}{how}'


def _place(item: Item) -> str:
    """Where the answer is written."""
    if item.answers:
        return _answers(item)
    if item.kind == "acknowledge":
        return '<p><span class="mark" aria-hidden="true"></span></p>'
    groups = {"integer": (item.digits,), "decimal": (item.digits, 2), **_BOXES}
    if item.kind in groups:
        return f'<p aria-hidden="true">{_digits(groups[item.kind])}</p>'
    return '<span class="line" aria-hidden="true"></span>'


def _answers(item: Item) -> str:
    shape = "mark round" if item.kind == "select_one" else "mark"
    marks = "".join(
        f'<li><span class="{shape}" aria-hidden="true"></span> '
        f'<span class="code">{escape(one.code)}</span> {_text(one.label)}</li>'
        for one in item.answers
    )
    return f'<ul class="answers">{marks}</ul>'


def _digits(groups: tuple[int, ...]) -> str:
    box = '<span class="digit"></span>'
    return " ".join(f'<span class="group">{box * count}</span>' for count in groups)


def _grid(grid: Grid, paper: Paper) -> Iterator[str]:
    line = escape(paper.words["line"])
    name = f"{grid.items[0].number} – {grid.items[-1].number}"
    yield f'<div class="roster" tabindex="0" role="region" aria-label="{escape(name)}">'
    yield "<table>\n<thead><tr>"
    yield f'<th scope="col" class="member">{line}</th>'
    for item in grid.items:
        codes = "".join(
            f'<li><span class="code">{escape(one.code)}</span> {_text(one.label)}</li>'
            for one in item.answers
        )
        below = f'<ul class="answers">{codes}</ul>' if codes else ""
        yield f'<th scope="col">{_asked(item)}{below}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for number in range(1, grid.lines + 1):
        cells = "<td></td>" * len(grid.items)
        yield f'<tr><th scope="row">{number}</th>{cells}</tr>\n'
    yield "</tbody></table></div>\n"


def _rule(width: int) -> str:
    return f'<span aria-hidden="true">{"_" * width}</span>'


def _text(text: str) -> str:
    """Text of the form, whose lines stay lines."""
    return escape(text).replace("\n", "<br>")
