"""The codebook of a form: which columns its tables have, and what each means."""

from collections.abc import Iterator

from measure87.collect.form.model import Form
from measure87.collect.form.outputs.codebook.as_data import codebook_csv, codebook_json
from measure87.collect.form.outputs.codebook.as_ddi import codebook_ddi
from measure87.collect.form.outputs.codebook.as_html import codebook_page
from measure87.collect.form.outputs.numbering import numbered

__all__ = ["codebook_files"]


def codebook_files(form: Form) -> Iterator[tuple[str, bytes | str]]:
    """Name and content of each file."""
    of = numbered(form)
    for language in form.languages:
        yield f"codebook/codebook_{language}.html", codebook_page(of, language)
    yield "codebook/codebook.csv", codebook_csv(of)
    yield "codebook/codebook.json", codebook_json(of)
    yield "codebook/codebook.xml", codebook_ddi(of)
