"""The standard national form as it is built, and as phones get it."""

import re
from importlib.util import find_spec
from pathlib import Path

from measure87.collect.form.building import build_form
from measure87.collect.form.country import read_country
from measure87.collect.form.model import Form, form_json
from measure87.collect.form.outputs.xform import xform
from measure87.collect.form.outputs.xlsform import xlsform

_LANGUAGES = 'languages = ["en", "fr", "es", "pt", "ar", "ru"]'
_MEASURES = "\nmeasures = [\n"
_CHILDREN = re.compile(r"^protection_path = (true|false)", re.MULTILINE)


def standard_form(
    folder: Path, *languages: str, young_children: bool = False, promised: str = ""
) -> Form:
    """The form, written into `folder/form` as XForm and model.

    Parameters
    ----------
    languages : str
        All six if none is named.
    young_children : bool
        Whether those of 5 to 14 are asked the private part, by somebody trained in it.
    promised : str
        A further measure that the country promises.
    """
    text = _country_text()
    if languages:
        assert _LANGUAGES in text
        text = text.replace(_LANGUAGES, f"languages = {list(languages)}".replace("'", '"'))
    if young_children:
        text, there = _CHILDREN.subn("protection_path = true", text)
        assert there == 1
    if promised:
        assert _MEASURES in text
        text = text.replace(_MEASURES, f'{_MEASURES}  "{promised}",\n')
    path = folder / "country.toml"
    path.write_text(text, "utf-8")
    form: Form = build_form(read_country(path))
    (folder / "form").mkdir()
    (folder / "form" / "form.json").write_bytes(form_json(form))
    (folder / "form" / "form.xml").write_text(_xform(form), "utf-8")
    return form


def _country_text() -> str:
    spec = find_spec("measure87.collect.form.standard")
    return (Path(next(iter(spec.submodule_search_locations))) / "country.toml").read_text("utf-8")


def _xform(form: Form) -> str:
    """The XForm that `form build` writes."""
    return xform(xlsform(form))
