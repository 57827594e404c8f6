"""`measure87 form sheet`: the translation sheet of a form, out and in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from measure87 import __version__
from measure87.cli.output import json_text
from measure87.cli.speech.pages import page
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Writable

if TYPE_CHECKING:
    from measure87.cli.form_source import FormSource

_SHOWN = 3
"""Texts that are named of those that lack the same; all of them stand under --json."""


@click.command("sheet")
@click.argument("source", metavar="DIR|COUNTRY.toml", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="SHEET.xlsx",
    help="Write the sheet for translators, whole or not at all.",
)
@click.option(
    "--read",
    "came_back",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="SHEET.xlsx",
    help="Read a sheet that came back, and tell what it lacks.",
)
@click.option("--json", "as_json", is_flag=True, help="Give the result as one JSON object.")
def sheet(source: Path, output: Path | None, came_back: Path | None, as_json: bool) -> None:
    """Have a form translated, checked, and its wording tested.

    DIR is a folder made by `form build`; with --read its form and all that is written of it are
    put into the words of the sheet. Of a COUNTRY.toml the sheet is only written or looked at.

    \b
        measure87 form sheet my-form -o sheet.xlsx
    """
    if (output is None) == (came_back is None):
        raise UsageError(
            "`form sheet` needs one of -o and --read",
            code="bad-usage",
            hint="-o SHEET.xlsx writes a sheet, --read SHEET.xlsx takes one in",
        )
    from measure87.cli.form_source import form_source

    of = form_source(source)
    payload = _written(of, output) if output else _read(of, came_back or Path())
    click.echo(json_text(payload) if as_json else page(_told(payload)))


def _written(of: "FormSource", output: Path) -> dict[str, Writable]:
    from measure87.collect.form.outputs.sheet import translation_sheet
    from measure87.files import write_whole

    if output.suffix.lower() != ".xlsx":
        raise UsageError(
            f"a sheet is not written as {output.suffix or output.name}",
            code="unknown-format",
            hint="name the file .xlsx",
        )
    write_whole(output, translation_sheet(of.form, of.translations(), of.banners))
    languages: list[Writable] = list(of.form.languages[1:])
    return {**_envelope(), "written": output.name, "languages": languages}


def _read(of: "FormSource", path: Path) -> dict[str, Writable]:
    from measure87.collect.form.outputs.sheet import gaps_of, progress_of, read_translations

    translations = read_translations(path, of.form, of.banners)
    gaps = gaps_of(of.form, translations, of.banners)
    rewritten: list[Writable] = [one.name for one in of.put_in(translations)]
    return {
        **_envelope(),
        "read": path.name,
        "languages": [
            {name: getattr(one, name) for name in one.__struct_fields__}
            for one in progress_of(of.form, translations, of.banners)
        ],
        "gaps": [
            {name: getattr(gap, name) for name in gap.__struct_fields__ if getattr(gap, name)}
            for gap in gaps
        ],
        "country_file": of.country_toml(translations),
        "rewritten": rewritten,
    }


def _envelope() -> dict[str, Writable]:
    return {"schema": SCHEMA, "measure87": __version__, "command": "form sheet"}


def _told(payload: dict[str, Writable]) -> str:
    """The same for people."""
    if "written" in payload:
        languages = payload["languages"]
        told = ", ".join(map(str, languages)) if isinstance(languages, list) else ""
        return f"{payload['written']}: to be translated into {told or 'no other language'}"
    lines = [_progress(one) for one in _dicts(payload["languages"])]
    gaps = _dicts(payload["gaps"])
    lines += ["", f"{len(gaps)} things are lacking" if gaps else "Nothing is lacking."]
    lines += _gaps(gaps)
    if payload["country_file"]:
        lines += ["", "For the country file, which decides on fieldwork:"]
        lines.append(str(payload["country_file"]))
    rewritten = payload["rewritten"]
    if isinstance(rewritten, list) and rewritten:
        lines += ["", f"{len(rewritten)} files were written anew. Raise the version of the form "
                      "before it goes to a server."]  # fmt: skip
    return "\n".join(lines)


def _dicts(value: Writable) -> list[dict[str, Writable]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _progress(one: dict[str, Writable]) -> str:
    names = f"translator {one['translator'] or '-'}, checked by {one['checker'] or '-'}"
    tested = "tested" if one["is_tested"] else "not tested"
    return (
        f"{one['language']}: {one['translated']} of {one['wanted']} texts, "
        f"{one['back']} translated back; {names}; {tested}"
    )


def _gaps(gaps: list[dict[str, Writable]]) -> list[str]:
    """What is lacking, with texts that lack the same in one line."""
    alike: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        keys = alike.setdefault((str(gap["language"]), str(gap["text"])), [])
        keys += [str(gap["key"])] if "key" in gap else []
    return [_gap(language, text, keys) for (language, text), keys in alike.items()]


def _gap(language: str, text: str, keys: list[str]) -> str:
    if not keys:
        return f"  {language}: {text}"
    more = f" and {len(keys) - _SHOWN} more (--json names all)" if len(keys) > _SHOWN else ""
    return f"  {language}: {text}: {', '.join(keys[:_SHOWN])}{more}"
