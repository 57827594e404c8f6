"""The questionnaire as DOCX, to be adapted by an office: real headings, lists and tables.

Languages written from right to left have it in the properties of paragraphs, runs, tables and
pages, so that text programs treat it as such. The same form gives the same bytes.

Source: ECMA-376, Office Open XML, part 1, WordprocessingML: `bidi`, `rtl`, `bidiVisual`, `cs`
properties (secondary: as python-docx and text programs read them).
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from measure87.collect.form.outputs.languages import is_mirrored
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
from measure87.collect.form.outputs.paper.word_xml import GREY, WordXml
from measure87.files.ddi_elements import without_forbidden
from measure87.vocabulary.errors import MissingExtraError

if TYPE_CHECKING:
    from docx.document import Document

_NO_DATE = datetime(1980, 1, 1)
_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ROUND, _SQUARE = "\u25cb", "\u2610"
_HIGH, _WIDE = 16838, 11906
"""A4, in twentieths of a point."""
_MARGIN = 900
_APART = 180
"""Room before a question, in the same."""
_BLUE, _RED = "1D4F73", "8A1C00"
_DIGITS = {"date": (2, 2, 4), "time": (2, 2), "datetime": (2, 2, 4, 2, 2)}
_LINE = "_" * 60


def docx_bytes(paper: Paper) -> bytes:
    """The .docx file of a questionnaire.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed.
    """
    try:
        import docx
        from docx.oxml import parse_xml
    except ImportError:
        raise MissingExtraError("python-docx", "field") from None
    document = docx.Document()
    about = document.core_properties
    about.title, about.language = without_forbidden(paper.title), paper.language
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = _NO_DATE
    _style(document, paper.language)
    writer = _Writer(is_mirrored(paper.language))
    body = document.element.body
    made = parse_xml(f"<w:body {_SPACE}>{''.join(writer.body(paper))}</w:body>")
    for child in list(body):
        body.remove(child)
    for child in list(made):
        body.append(child)
    _margins(document, paper, writer)
    target = io.BytesIO()
    document.save(target)
    return with_fixed_dates(target.getvalue())


def with_fixed_dates(packed: bytes) -> bytes:
    """The same ZIP file with the same day for each part."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            new.writestr(part, old.read(name))
    return target.getvalue()


def _style(document: "Document", language: str) -> None:
    """Letters of one family for all scripts, and the language that is spell-checked."""
    from docx.oxml import parse_xml

    mirrored = is_mirrored(language)
    spoken = f'w:val="en" w:bidi="{language}"' if mirrored else f'w:val="{language}"'
    for name, size in (("Normal", 20), ("Title", 36), ("Heading 1", 26), ("Heading 2", 23),
                       ("Heading 3", 21), ("Heading 4", 20)):  # fmt: skip
        style = document.styles[name].element
        for old in style.xpath("w:rPr"):
            style.remove(old)
        bold = "" if name == "Normal" else f'<w:b/><w:bCs/><w:color w:val="{_BLUE}"/>'
        style.append(
            parse_xml(
                f'<w:rPr {_SPACE}><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" '
                f'w:cs="Arial"/>{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
                f"<w:lang {spoken}/></w:rPr>"
            )
        )


def _margins(document: "Document", paper: Paper, writer: "_Writer") -> None:
    """Banner above each page, number below it."""
    from docx.oxml import parse_xml

    section = document.sections[0]
    for place, text in ((section.header, writer.header(paper)), (section.footer, writer.footer())):
        place.is_linked_to_previous = False
        element = place._element
        for child in list(element):
            element.remove(child)
        element.append(parse_xml(text))
    # Later sections go on with the header and footer of the first.


class _Writer(WordXml):
    """Blocks as paragraphs, tables and pages."""

    def page(self, *, is_wide: bool, last: bool) -> str:
        """Size and direction of the pages up to here."""
        width, height = (_HIGH, _WIDE) if is_wide else (_WIDE, _HIGH)
        turned = ' w:orient="landscape"' if is_wide else ""
        properties = (
            f'<w:sectPr><w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
            f'<w:pgMar w:top="{_MARGIN}" w:right="{_MARGIN}" w:bottom="{_MARGIN}" '
            f'w:left="{_MARGIN}" w:header="450" w:footer="450" w:gutter="0"/>{self.bidi}'
            "</w:sectPr>"
        )
        return properties if last else self.paragraph("", section=properties, after=0)

    def header(self, paper: Paper) -> str:
        inner = self.run(paper.banner, bold=True, colour=_RED, size=16) if paper.banner else ""
        return self.paragraph(inner).replace("<w:p>", f"<w:p {_SPACE}>", 1)

    def footer(self) -> str:
        def field(name: str) -> str:
            return f'<w:fldSimple w:instr="{name}">{self.run("1", size=16)}</w:fldSimple>'

        inner = f"{field('PAGE')}{self.run(' / ', size=16)}{field('NUMPAGES')}"
        return self.paragraph(inner).replace("<w:p>", f"<w:p {_SPACE}>", 1)

    def body(self, paper: Paper) -> Iterator[str]:
        """Everything in order."""
        yield self.paragraph(self.run(paper.title), style="Title")
        yield self.paragraph(self.run(f"{paper.which}. {paper.ethics}", colour=GREY))
        if paper.banner:
            yield self.paragraph(self.run(paper.banner, bold=True, colour=_RED), before=80)
        yield self.instruction(paper.how, keep=False)
        for box in paper.boxes:
            yield self.paragraph(self.run(f"{box}: {_LINE[:30]}"), before=60)
        pages = sheets(paper.blocks) or [(False, [])]
        if pages[0][0]:
            pages.insert(0, (False, []))
        for number, (is_wide, blocks) in enumerate(pages, start=1):
            for block in blocks:
                yield from self.block(block, paper)
            yield self.page(is_wide=is_wide, last=number == len(pages))

    def block(self, block: Block, paper: Paper) -> Iterator[str]:
        match block:
            case Heading():
                letter = f"{block.letter}. " if block.letter else ""
                style = f"Heading{min(block.level, 4)}"
                text = self.run(f"{letter}{block.text}")
                yield self.paragraph(text, style=style, keep=True, before=240)
                yield from map(self.instruction, block.instructions)
            case Note():
                yield from map(self.instruction, block.instructions)
                yield self.paragraph(self.run(block.text), before=60, after=120)
            case Item():
                yield from self.item(block)
            case Grid():
                yield self.grid(block, paper)
                yield self.paragraph("", after=0)
            case PageBreak():
                yield self.paragraph(f'<w:r><w:rPr>{self.rtl}</w:rPr><w:br w:type="page"/></w:r>')

    def item(self, item: Item) -> Iterator[str]:
        yield from self.asked(item)
        if item.answers:
            mark = _ROUND if item.kind == "select_one" else _SQUARE
            for answer in item.answers:
                keep = answer is not item.answers[-1]
                runs = f"{self.run(f'{mark} ')}{self.run(f'{answer.code}  ', colour=GREY, size=16)}"
                runs += self.run(answer.label)
                yield self.paragraph(runs, keep=keep, after=0, indent=560)
        else:
            yield self.paragraph(self.run(_place(item)), before=60, indent=560, after=80)

    def asked(self, item: Item) -> Iterator[str]:
        """Instructions, the question, and how it is answered."""
        star = " *" if item.required else ""
        number = self.run(f"{item.number}{star}  ", bold=True, colour=_BLUE)
        if not item.text:
            text = self.run(" ".join(item.instructions))
            yield self.paragraph(number + text, keep=True, before=_APART)
            return
        for sentence in item.instructions:
            first = sentence is item.instructions[0]
            yield self.instruction(sentence, before=_APART if first else 0)
        text = self.run(item.text, bold=True)
        before = 0 if item.instructions else _APART
        yield self.paragraph(number + text, keep=True, before=before)
        for sentence in filter(None, (item.hint, item.how, *item.checks)):
            yield self.instruction(sentence)

    def grid(self, grid: Grid, paper: Paper) -> str:
        """A table whose head stands on each page."""
        heads = [self.paragraph(self.run(paper.words["line"], size=16))]
        for item in grid.items:
            codes = "".join(
                self.paragraph(self.run(f"{one.code}  {one.label}", size=16), after=0)
                for one in item.answers
            )
            heads.append("".join(self.asked(item)) + codes)
        head = "".join(_cell(inner, "EEF3F7") for inner in heads)
        rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
        for number in range(1, grid.lines + 1):
            first = _cell(self.paragraph(self.run(str(number))))
            empty = _cell(self.paragraph("")) * len(grid.items)
            rows.append(
                '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="500"/></w:trPr>'
                f"{first}{empty}</w:tr>"
            )
        room = (_HIGH if grid.is_wide else _WIDE) - 2 * _MARGIN
        wide = (room - 700) // len(grid.items)
        columns = f'<w:gridCol w:w="700"/>{f"""<w:gridCol w:w="{wide}"/>""" * len(grid.items)}'
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="555555"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        return (
            f'<w:tbl><w:tblPr>{self.visual}<w:tblW w:w="{room}" w:type="dxa"/>'
            f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )


def _cell(inner: str, shade: str = "") -> str:
    colour = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f"<w:tc><w:tcPr>{colour}</w:tcPr>{inner}</w:tc>"


def _place(item: Item) -> str:
    """Where the answer is written."""
    if item.kind == "acknowledge":
        return _SQUARE
    groups = {"integer": (item.digits,), "decimal": (item.digits, 2), **_DIGITS}.get(item.kind)
    if groups is None:
        return _LINE
    return "   ".join(" ".join(["_" * 3] * count) for count in groups)
