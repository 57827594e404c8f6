"""The questionnaire on paper, in each language: pages for a browser, PDF, and DOCX."""

from collections.abc import Iterator

from measure87.collect.form.model import Form
from measure87.collect.form.outputs.paper.as_docx import docx_bytes
from measure87.collect.form.outputs.paper.as_html import paper_page
from measure87.collect.form.outputs.paper.layout import paper_of
from measure87.files.pdf_writing import pdf_of, set_out

__all__ = ["paper_files"]

IDENTIFIER = "measure87-questionnaire"


def paper_files(form: Form, *, pdf: bool) -> Iterator[tuple[str, bytes | str]]:
    """Name and content of each file, in each language of the form.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed; with `pdf`, if WeasyPrint is not.
    """
    for language in form.languages:
        paper = paper_of(form, language)
        page = paper_page(paper)
        name = f"paper/questionnaire_{language}"
        yield f"{name}.html", page
        yield f"{name}.docx", docx_bytes(paper)
        if pdf:
            yield f"{name}.pdf", pdf_of(set_out(page), IDENTIFIER)
