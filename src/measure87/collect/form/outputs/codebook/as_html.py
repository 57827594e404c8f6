"""The codebook as a page for a browser, in one language: offline, without script."""

from collections.abc import Iterator
from html import escape

from measure87.collect.form.outputs.codebook.as_data import serves_text
from measure87.collect.form.outputs.codebook.columns import MAIN, Column, TableOfForm, tables_of
from measure87.collect.form.outputs.in_words import Speaker
from measure87.collect.form.outputs.languages import Words, direction, said_in, signed, words_of
from measure87.collect.form.outputs.numbering import Numbered

_STYLE = """
html { font: 15px/1.45 "Noto Sans", "Noto Sans Arabic", "DejaVu Sans", system-ui, sans-serif;
  color: #111; background: #fff }
body { margin: 0 auto; max-width: 1400px; padding: 1rem }
h1 { margin: 0; line-height: 1.25 } h2 { margin: 2rem 0 .5rem; color: #1d4f73 }
h2::first-letter { text-transform: uppercase }
.which { color: #444 }
.banner { border: 2px solid #8a1c00; color: #8a1c00; font-weight: bold; padding: .5rem .75rem }
.scrolls { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #999; padding: .35rem .5rem; vertical-align: top; text-align: start }
thead th { background: #eef3f7 }
tbody th { font-family: "DejaVu Sans Mono", monospace; font-weight: normal; font-size: .9em }
ul { list-style: none; margin: .25rem 0 0; padding: 0 } li { padding: 0 }
.code { color: #444; font-family: "DejaVu Sans Mono", monospace; font-size: .85em }
.says { color: #1d4f73; font-size: .85em }
@media print { body { padding: 0 } tr { break-inside: avoid } }
"""


def codebook_page(of: Numbered, language: str) -> str:
    """The HTML of the codebook in a language."""
    writer = _Page(of, language, words_of(language, "codebook"))
    return "".join(writer.parts())


class _Page:
    """Writes the page of one form in one language."""

    def __init__(self, of: Numbered, language: str, words: Words) -> None:
        self.of = of
        self.language = language
        self.words = words
        self.paper = words_of(language, "paper")
        self.says = words_of(language, "codebook_says")
        self.kinds = words_of(language, "codebook_kinds")
        self.own = words_of(language, "codebook_own")

    def parts(self) -> Iterator[str]:
        form = self.of.form
        title = said_in(form.title, self.language, form) or form.id
        which = self.paper["which"].format(id=form.id, version=form.version)
        yield f'<!DOCTYPE html>\n<html lang="{escape(self.language)}" '
        yield f'dir="{direction(self.language)}">\n<head>\n<meta charset="utf-8">\n'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        yield f"<title>{escape(self.words['title'])} – {escape(title)}</title>\n"
        yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        yield f"<h1>{escape(self.words['title'])}: {escape(title)}</h1>\n"
        yield f'<p class="which">{escape(which)}</p>\n'
        if form.draft:
            yield f'<p class="banner">{escape(self.paper["banner"])}</p>\n'
        yield f"<p>{escape(self.words['lead'])}</p>\n"
        for table in tables_of(form):
            yield from self.table(table)
        yield from self.own_columns()
        yield "</main>\n</body>\n</html>\n"

    def table(self, table: TableOfForm) -> Iterator[str]:
        key = "main" if table.name == MAIN and not table.section else "repeat"
        name = escape(self.words[key].format(table=table.name))
        heads = ("column", "question", "type", "asked", "serves", "marks")
        yield f"<h2>{name}</h2>\n"
        yield f'<div class="scrolls" tabindex="0" role="region" aria-label="{name}">'
        yield "<table>\n<thead><tr>"
        yield "".join(f'<th scope="col">{escape(self.words[head])}</th>' for head in heads)
        yield "</tr></thead>\n<tbody>\n"
        for column in table.columns:
            yield self.row(column)
        yield "</tbody></table></div>\n"

    def row(self, column: Column) -> str:
        question = column.question
        form = self.of.form
        label = said_in(question.labels, self.language, form)
        speaker = Speaker(self.of, self.language, column.number)
        number = f"{column.number} " if column.number else ""
        asked = self.signed(speaker.condition(column.asked)) or self.words["of_all"]
        check = self.signed(speaker.condition(question.constraint))
        checked = f"<br>{escape(self.paper['check'].format(condition=check))}" if check else ""
        cells = (
            escape(number + self.signed(speaker.shown(label))),
            f"{escape(self.kinds[question.kind])}{self.codes(column, speaker)}",
            escape(asked) + checked,
            "<br>".join(escape(serves_text(one)) for one in column.serves),
            "<br>".join(self.marks(column)),
        )
        filled = "".join(f"<td>{cell}</td>" for cell in cells)
        return f'<tr><th scope="row">{escape(column.name)}</th>{filled}</tr>\n'

    def signed(self, text: str) -> str:
        return signed(text, self.language)

    def codes(self, column: Column, speaker: Speaker) -> str:
        form = self.of.form
        if column.choice:
            label = said_in(column.choice.labels, self.language, form) or column.choice.name
            return (
                f"<ul><li>{escape(speaker.shown(label))}</li>"
                f"<li>{escape(self.words['true_false'])}</li></ul>"
            )
        lines = []
        for one in column.choices:
            label = escape(speaker.shown(said_in(one.labels, self.language, form) or one.name))
            says = f' <span class="says">({escape(self.says[one.says])})</span>' if one.says else ""
            code = escape(self.signed(one.name))
            lines.append(f'<li><span class="code">{code}</span> {label}{says}</li>')
        return f"<ul>{''.join(lines)}</ul>" if lines else ""

    def marks(self, column: Column) -> Iterator[str]:
        question = column.question
        for name in ("required", "sensitive", "identifier", "consent"):
            if getattr(question, name):
                yield escape(self.words[name])
        if question.cognitive_test and column.number and question.labels:
            test = question.cognitive_test
            said = self.words["none"] if test == "none" else test
            yield escape(f"{self.words['test']}: {said}")
        if question.source:
            yield escape(f"{self.words['source']}: {question.source}")
        if question.module:
            yield escape(f"{self.words['module']}: {question.module}")

    def own_columns(self) -> Iterator[str]:
        yield f"<h2>{escape(self.words['own'])}</h2>\n<dl>\n"
        for name, about in self.own.items():
            yield f"<dt><code>{name}</code></dt><dd>{escape(about)}</dd>\n"
        yield "</dl>\n"
