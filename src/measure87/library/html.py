"""Tables for notebooks: plain HTML that needs no style sheet, every text escaped."""

from collections.abc import Collection, Sequence
from html import escape

_CELL = "padding:0.2em 0.7em"


def table_html(
    rows: Sequence[Sequence[str]], right: Collection[int], caption: str, notes: Sequence[str] = ()
) -> str:
    """A table whose first row is its head and whose first column names its rows, and notes below.

    >>> print(table_html([("a", "b"), ("<x>", "1")], {1}, "T"))  # doctest: +ELLIPSIS
    <div lang="en" dir="ltr"><table><caption>T</caption>...&lt;x&gt;</th>...</table></div>
    """
    head = "".join(_cell("th", text, i in right, "col") for i, text in enumerate(rows[0]))
    body = "".join(
        "<tr>"
        + "".join(
            _cell("td" if i else "th", text, i in right, "" if i else "row")
            for i, text in enumerate(row)
        )
        + "</tr>"
        for row in rows[1:]
    )
    said = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        f'<div lang="en" dir="ltr"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{said}</div>"
    )


def _cell(tag: str, text: str, to_right: bool, scope: str) -> str:
    side = "right" if to_right else "left"
    of = f' scope="{scope}"' if scope else ""
    return f'<{tag}{of} style="text-align:{side};{_CELL}">{escape(text)}</{tag}>'
