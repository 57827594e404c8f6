"""The codebook in DDI Codebook 2.6: questions, categories and universes in each language, no data.

Nothing is in it that readers of 2.5 do not know; what the form does not say is left out.

Source: DDI Alliance, DDI Codebook 2.6, XML schema (printed).
"""

import xml.etree.ElementTree as ET

from measure87 import __version__
from measure87.collect.form.model import Form, Texts
from measure87.collect.form.outputs.codebook.as_data import serves_text
from measure87.collect.form.outputs.codebook.columns import Column, tables_of
from measure87.collect.form.outputs.in_words import Speaker
from measure87.collect.form.outputs.languages import said_in, words_of
from measure87.collect.form.outputs.numbering import NAMED, Numbered
from measure87.files.ddi_elements import NAMESPACE, add

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTINUOUS = frozenset(("integer", "decimal"))
_NUMERIC = frozenset(("integer", "decimal", "select_one", "select_multiple"))


def codebook_ddi(of: Numbered) -> str:
    """The text of `codebook.xml`."""
    form = of.form
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}codeBook", {"version": "2.6"})
    title = said_in(form.title, form.languages[0], form) or form.id
    _document(root, form, title)
    tables = [table for table in tables_of(form) if table.columns]
    for number, table in enumerate(tables, start=1):
        file = add(add(root, "fileDscr", ID=f"F{number}"), "fileTxt")
        add(file, "fileName", f"{table.name}.parquet")
        key = "repeat" if table.section else "main"
        about = words_of(form.languages[0], "codebook")[key].format(table=table.name)
        add(file, "fileCont", about)
    content = add(root, "dataDscr")
    count = 0
    for number, table in enumerate(tables, start=1):
        for column in table.columns:
            if not column.question.identifier:
                count += 1
                _variable(content, f"V{count}", column, of, f"F{number}")
    if not count:
        root.remove(content)
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode", xml_declaration=False)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}\n"


def _document(root: ET.Element, form: Form, title: str) -> None:
    """What this document and the study are, as far as a form says it."""
    citation = add(add(root, "docDscr"), "citation")
    add(add(citation, "titlStmt"), "titl", f"Codebook of {title}")
    add(add(citation, "prodStmt"), "software", "measure87", version=__version__)
    study = add(root, "stdyDscr")
    titles = add(add(study, "citation"), "titlStmt")
    add(titles, "titl", title)
    for language in form.languages[1:]:
        if form.title.get(language):
            add(titles, "parTitl", form.title[language], **{_LANGUAGE: language})
    add(titles, "IDNo", f"{form.id}_{form.version}", agency="measure87")


def _variable(content: ET.Element, key: str, column: Column, of: Numbered, file: str) -> None:
    """One column: what it is called, what was asked of whom, and its categories."""
    question = column.question
    form = of.form
    is_continuous = question.kind in _CONTINUOUS
    one = add(
        content,
        "var",
        ID=key,
        name=column.name,
        files=file,
        intrvl="contin" if is_continuous else "discrete",
    )
    if column.choice:
        _in_each(one, "labl", column.choice.labels, form)
    else:
        _in_each(one, "labl", question.labels, form)
    for language in form.languages:
        if question.labels.get(language):
            asked = add(one, "qstn", **{_LANGUAGE: language})
            add(asked, "qstnLit", _named(question.labels[language], of))
            if question.hints.get(language):
                add(asked, "ivuInstr", _named(question.hints[language], of))
    if column.asked:
        for language in form.languages:
            words = Speaker(of, language, column.number).condition(column.asked)
            add(one, "universe", words, **{_LANGUAGE: language})
    for choice in column.choices:
        is_missing = choice.says in ("unknown", "refused")
        category = add(one, "catgry", missing="Y" if is_missing else "")
        add(category, "catValu", choice.name)
        _in_each(category, "labl", choice.labels, form)
    for serves in column.serves:
        add(one, "concept", serves_text(serves), vocab="measure87")
    add(one, "varFormat", type="numeric" if question.kind in _NUMERIC else "character")


def _in_each(parent: ET.Element, element: str, texts: Texts, form: Form) -> None:
    for language in form.languages:
        if texts.get(language):
            add(parent, element, NAMED.sub("…", texts[language]), **{_LANGUAGE: language})


def _named(text: str, of: Numbered) -> str:
    """A text with numbers of questions in brackets for their names."""
    return NAMED.sub(lambda match: f"[{of.numbers.get(match[1], match[1])}]", text)
