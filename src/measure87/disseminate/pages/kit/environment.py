"""Templates: everything escaped, and nothing undefined let through."""

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.pages.kit.svg import anchor_of, on_page

if TYPE_CHECKING:
    from jinja2 import Environment

_SHARED = "measure87.disseminate.pages.kit"


@cache
def environment(*packages: str) -> "Environment":
    """A jinja2 environment: templates of these packages, then those that all reports share."""
    import jinja2

    folders = [files(package).joinpath("templates") for package in (*packages, _SHARED)]

    def source(name: str) -> str | None:
        for folder in folders:
            found = folder.joinpath(name)
            if found.is_file():
                return found.read_text("utf-8")
        return None

    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(source),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["ticks"] = _ticks
    made.filters["plain"] = str.__str__
    made.filters["lang"] = _lang
    made.filters["css"] = _without_spaces
    made.globals["drawing"] = _drawing
    return made


def _lang(text: str, language: str) -> str:
    """The `lang` of a heading: its text's own, or that of the page; empty where nobody told it."""
    from markupsafe import Markup

    own = (text.lang or "") if isinstance(text, Foreign) else language
    return Markup(' lang="{}"').format(own)


def _without_spaces(css: str) -> str:
    """A style sheet without what is there for its readers: notes, breaks and needless spaces."""
    from markupsafe import Markup

    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return Markup(re.sub(r"(?<=[\w-]): (?=[^{};]*[;})])", ":", css).replace(";}", "}"))  # noqa: S704


def _drawing(wide: str, narrow: str) -> str:
    """Both drawings of a plot, of which a page shows the one that fits; described once."""
    from markupsafe import Markup

    drawn = (on_page(wide), on_page(narrow, anchor_of(wide)))
    return Markup(  # noqa: S704  (what the charts drew)
        f'<div class="wide">{drawn[0]}</div>\n<div class="narrow">{drawn[1]}</div>'
    )


def _ticks(text: str) -> str:
    """Text with what stands between backticks set apart: words as a quotation, names as code."""
    from markupsafe import Markup, escape

    if isinstance(text, Foreign):
        return text.around(_ticks(text.plain))
    quotation, code = Markup("<q>{}</q>"), Markup("<code>{}</code>")
    html = escape(text)
    parts = [Markup(part) for part in str(html).split("`")]  # noqa: S704  (escaped already)
    if len(parts) % 2 == 0:
        return html
    return Markup("").join(
        (quotation if " " in part else code).format(part) if number % 2 else part
        for number, part in enumerate(parts)
    )
