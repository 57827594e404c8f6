"""A form by its place: a folder of `form build`, a form.json, or a country file that is built."""

from pathlib import Path

from measure87.collect.form.building import build_form
from measure87.collect.form.country import read_country
from measure87.collect.form.lint import BuiltForm, Checked, built_form
from measure87.collect.form.lint.folder import find_form_json
from measure87.collect.form.lint.rendered import book_of
from measure87.collect.form.model import Form
from measure87.study.forms.comparing import OfForm
from measure87.study.forms.instruments import Stated, stated_in
from measure87.study.forms.items import FormItems, items_of
from measure87.study.forms.promises import check_form, check_with_promises
from measure87.vocabulary.errors import UsageError

_MODE = "face-to-face"


def opened(path: Path) -> FormItems:
    """The items of a form.

    Raises
    ------
    Measure87Error
        If there is no form, or it cannot be read or built.
    """
    if path.suffix.lower() == ".toml":
        return FormItems(_built(path))
    if path.suffix.lower() == ".xlsx":
        raise UsageError(
            f"{path.name} does not say what its questions serve",
            code="not-our-form",
            hint="name a folder that `measure87 form build` made, or its country file",
        )
    built = built_form(path)
    place = built.path.parent
    return items_of(built.form, place.parent if place.name == "form" else place)


def check(path: Path) -> Checked:
    """Everything that is wrong with the form of a folder, of a form.json or of a country file."""
    if path.suffix.lower() != ".toml":
        return check_with_promises(path)
    form = _built(path)
    return check_form(BuiltForm(form, path, book_of(form, path)))


def side_of(path: Path) -> OfForm:
    """One side of a comparison: the form, and what the study beside it states."""
    items = opened(path)
    if path.suffix.lower() == ".toml":
        country = read_country(path)
        # `form build` states this mode of every form that it makes.
        return OfForm(items, Stated(country.reference_period, mode=_MODE), path.name)
    place = find_form_json(path).parent
    return OfForm(items, stated_in(place.parent if place.name == "form" else place), path.name)


def _built(path: Path) -> Form:
    """The form of a country file, which the question bank builds."""
    country = read_country(path)
    form = build_form(country)
    return form
