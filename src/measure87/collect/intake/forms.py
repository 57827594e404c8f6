"""The versions of a form: read once each, kept in `field/forms/`, and turned into one layout."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measure87.collect.form.interviews.layout import Table, layout_of
from measure87.collect.form.interviews.trees import is_ambiguous
from measure87.collect.form.model import Form, placed, read_form
from measure87.collect.form.xform_reading import form_of_xform
from measure87.collect.intake.central import Central
from measure87.collect.intake.identifying import identifiers_of
from measure87.collect.intake.settings import FieldSettings
from measure87.collect.intake.state import State
from measure87.files.writing import write_whole
from measure87.vocabulary.errors import DataError

FOLDER = "forms"
OURS = Path("form", "form.json")
_ENCRYPTED = "[encrypted:"


@dataclass(frozen=True)
class Forms:
    """A form in its versions.

    narrower : versions of whose interviews the server's table leaves something out: they have
        a question, or a type, that the newest does not have, or two names that OData makes one
    """

    layout: Table
    narrower: frozenset[str]
    lost: tuple[str, ...]
    now: str


def read_forms(central: Central, study: Path, settings: FieldSettings, state: State) -> Forms:
    """The form's versions, asked for where the form changed since the last pull."""
    place = study / "field" / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    now = central.form()
    said = f"{now.version} {now.sha256}"
    lost: list[str] = []
    if said != state.form or not all(_path(place, h).is_file() for h in state.versions.values()):
        lost = _fetch(central, place, state)
        state.form = said
    return _forms(now.version, study, settings, state, tuple(lost))


def kept_forms(study: Path, settings: FieldSettings, state: State) -> Forms:
    """The form's versions as the last pull left them; no server is asked."""
    return _forms(state.form.rpartition(" ")[0], study, settings, state, ())


def _fetch(central: Central, place: Path, state: State) -> list[str]:
    """Fetch what is not here yet; the versions that the server has no more."""
    lost, listed = [], central.versions()
    for one in listed:
        if _path(place, state.versions.get(one.version, "")).is_file():
            continue
        content = central.form_xml(one.version)
        if content is None:
            lost.append(one.version)
            continue
        form_of_xform(content)
        hash_ = hashlib.sha256(content).hexdigest()
        write_whole(_path(place, hash_), content, private=True)
        state.versions[one.version] = hash_
    order = [one.version for one in listed]
    kept = sorted(state.versions, key=lambda v: order.index(v) if v in order else len(order))
    state.versions = {version: state.versions[version] for version in kept}
    return lost


def _path(place: Path, hash_: str) -> Path:
    return place / f"{hash_ or 'none'}.xml"


def _forms(
    now: str, study: Path, settings: FieldSettings, state: State, lost: tuple[str, ...]
) -> Forms:
    place = study / "field" / FOLDER
    read = {v: form_of_xform(_path(place, h).read_bytes()) for v, h in state.versions.items()}
    if now not in read:
        raise DataError(
            "the server has the form, but not its XForm",
            code="form-without-xform",
            where=settings.form,
            hint="publish the form again on the server",
        )
    newest = read[now]
    ours = study / OURS
    versions = [newest, *(form for version, form in read.items() if version != now)]
    declared = read_form(ours) if ours.is_file() else None
    split = identifiers_of(versions, declared, settings)
    narrow = {v for v, form in read.items() if not set(_shape(form)) <= set(_shape(newest))}
    layout = layout_of(versions, split)
    return Forms(layout, frozenset(read if is_ambiguous(layout) else narrow), lost, now)


def _shape(form: Form) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for one in placed(form):
        if one.question.kind != "note":
            yield one.path, one.question.kind, one.question.bind_type


def plain_version(version: str | None) -> str:
    """A version without what encryption appends to it."""
    said = version or ""
    return said.partition(_ENCRYPTED)[0]
