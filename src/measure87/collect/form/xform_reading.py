"""Reads an XForm, of whichever tool, into the form model: what answers are, not how it looks.

The parts of an XForm (ODK XForms specification, https://getodk.github.io/xforms-spec/): an
instance, whose elements are the questions; a bind for each, with its type and expressions; a body,
whose controls and repeats point at them; texts by language. `serves` and `module` stay empty, for
no XForm has them. The group `meta` is left out but for the client's audit: it holds the id and
the name of the interview, and a name may be a person's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from measure87.collect.form.model import Choice, ChoiceList, Form, Kind, Question, Section, Texts
from measure87.collect.form.safe_xml import Element, local_name, read_xml
from measure87.collect.form.xform_expressions import in_names
from measure87.vocabulary.errors import DataError

_CONTROLS = ("input", "select1", "select", "rank", "upload", "trigger", "range", "secret")
_TYPES: Mapping[str, Kind] = {
    "int": "integer", "integer": "integer", "decimal": "decimal", "date": "date", "time": "time",
    "dateTime": "datetime", "geopoint": "geopoint",
}  # fmt: skip
_LINES = ("geotrace", "geoshape")
_PRELOADS: Mapping[tuple[str, str], Kind] = {
    ("timestamp", "start"): "start", ("timestamp", "end"): "end", ("date", "today"): "today",
    ("property", "deviceid"): "deviceid", ("property", "username"): "username",
}  # fmt: skip
_MEDIA: Mapping[str, Kind] = {"image": "image", "audio": "audio"}
_REFERENCE = re.compile(r"jr:itext\(\s*['\"](.+?)['\"]\s*\)")
_INSTANCE = re.compile(r"instance\(\s*['\"](.+?)['\"]\s*\)")
_LANGUAGE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
DEFAULT = "default"
"""The language of a form that names none."""


@dataclass
class _Control:
    """What the body says of one path."""

    tag: str
    element: Element
    media: str = ""


@dataclass
class _Parts:
    """An XForm taken apart."""

    binds: dict[str, Mapping[str, str]] = field(default_factory=dict)
    controls: dict[str, _Control] = field(default_factory=dict)
    groups: dict[str, Element] = field(default_factory=dict)
    repeats: dict[str, Mapping[str, str]] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    instances: dict[str, Element] = field(default_factory=dict)
    lists: dict[str, ChoiceList] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)

    def expression(self, path: str, attribute: str) -> str:
        """An expression of a bind, with names for paths."""
        return in_names(self.binds.get(path, {}).get(attribute, ""), path, self.paths)


def form_of_xform(content: bytes) -> Form:
    """The form of an XForm document.

    Raises
    ------
    DataError
        `no-xform`, where it is XML of something else; what `read_xml` raises.
    """
    root = read_xml(content, "the form")
    model = next((one for one in root.iter() if local_name(one) == "model"), None)
    primary = None if model is None else _primary(model)
    if model is None or primary is None:
        raise DataError(
            "the file is XML, but no XForm with an instance",
            code="no-xform",
            hint="give the .xml that the server or pyxform has of the form",
        )
    parts = _taken_apart(root, model)
    parts.paths = set(_paths(primary, ""))
    languages = _languages(model)
    top = f"/{local_name(primary)}"
    children = tuple(_children(primary, top, parts))
    title = next((one.text or "" for one in root.iter() if local_name(one) == "title"), "")
    return Form(
        id=primary.get("id", ""),
        version=_version(primary),
        title={languages[0]: title},
        languages=languages,
        lists=tuple(parts.lists.values()),
        children=children,
        draft=False,
    )


def _primary(model: Element) -> Element | None:
    for one in model:
        if local_name(one) == "instance" and len(one):
            return one[0]
    return None


def _version(primary: Element) -> str:
    for name, value in primary.attrib.items():
        if name.rpartition("}")[2] == "version":
            return str(value)
    return ""


def _paths(element: Element, above: str) -> Iterator[str]:
    path = f"{above}/{local_name(element)}"
    yield path
    for one in element:
        yield from _paths(one, path)


def _languages(model: Element) -> tuple[str, ...]:
    found = [one for one in model.iter() if local_name(one) == "translation"]
    found.sort(key=lambda one: one.get("default") is None)
    return tuple(dict.fromkeys(_language(one) for one in found)) or (DEFAULT,)


def _language(translation: Element) -> str:
    said: str = translation.get("lang", DEFAULT)
    code = _LANGUAGE.search(said)
    return code[1] if code else said


def _taken_apart(root: Element, model: Element) -> _Parts:
    parts = _Parts()
    for one in model.iter():
        match local_name(one):
            case "bind":
                attributes = {str(k).rpartition("}")[2]: str(v) for k, v in one.attrib.items()}
                parts.binds[attributes.get("nodeset", "")] = attributes
            case "instance" if one.get("id"):
                parts.instances[one.get("id")] = one
            case "translation":
                _add_texts(parts, one)
    body = next((one for one in root.iter() if local_name(one) == "body"), None)
    for one in () if body is None else body.iter():
        _add_control(parts, one)
    return parts


def _add_texts(parts: _Parts, translation: Element) -> None:
    language = _language(translation)
    for text in translation:
        plain = next((v for v in text if local_name(v) == "value" and not v.get("form")), None)
        if plain is not None:
            said = " ".join("".join(plain.itertext()).split())
            parts.texts.setdefault(text.get("id", ""), {})[language] = said


def _add_control(parts: _Parts, one: Element) -> None:
    tag = local_name(one)
    path = one.get("ref") or one.get("nodeset") or one.get("bind") or ""
    if tag in _CONTROLS:
        parts.controls[path] = _Control(tag, one, one.get("mediatype", "").partition("/")[0])
    elif tag == "repeat":
        parts.repeats[path] = {str(k).rpartition("}")[2]: str(v) for k, v in one.attrib.items()}
    elif tag == "group" and path:
        parts.groups[path] = one


def _children(parent: Element, path: str, parts: _Parts) -> Iterator[Question | Section]:
    """The questions and sections of an element; a repeat's template and its first member once."""
    seen = set()
    for one in parent:
        name = local_name(one)
        if name in seen:
            continue
        seen.add(name)
        below = f"{path}/{name}"
        if name == "meta" and PurePosixPath(path).parent == PurePosixPath("/"):
            yield from _audit(one, below, parts)
        elif len(one) or below in parts.repeats or below in parts.groups:
            yield _section(one, name, below, parts)
        else:
            yield _question(name, below, parts)


def _audit(meta: Element, path: str, parts: _Parts) -> Iterator[Question]:
    for one in meta:
        if local_name(one) == "audit" and parts.binds.get(f"{path}/audit", {}).get("type"):
            yield Question("audit", "audit")


def _section(one: Element, name: str, path: str, parts: _Parts) -> Section:
    repeat = parts.repeats.get(path)
    group = parts.groups.get(path)
    return Section(
        name=name,
        children=tuple(_children(one, path, parts)),
        repeats=repeat is not None,
        labels={} if group is None else _said(group, "label", parts),
        relevant=parts.expression(path, "relevant"),
        repeat_count="" if repeat is None else in_names(repeat.get("count", ""), path, parts.paths),
    )


def _question(name: str, path: str, parts: _Parts) -> Question:
    bind, control = parts.binds.get(path, {}), parts.controls.get(path)
    kind = _kind(bind, control)
    type_ = _plain_type(bind)
    return Question(
        name=name,
        kind=kind,
        labels={} if control is None else _said(control.element, "label", parts),
        hints={} if control is None else _said(control.element, "hint", parts),
        choices=_list_of(path, control, parts) if kind.startswith("select") else "",
        required=bind.get("required", "") == "true()",
        relevant=parts.expression(path, "relevant"),
        constraint=parts.expression(path, "constraint"),
        calculation=parts.expression(path, "calculate"),
        bind_type=type_ if kind in ("calculate", "hidden") else "",
        identifier=kind == "geopoint" or type_ in (*_LINES, "geopoint"),
    )


def _plain_type(bind: Mapping[str, str]) -> str:
    return bind.get("type", "string").rpartition(":")[2]


def _kind(bind: Mapping[str, str], control: _Control | None) -> Kind:
    type_ = _plain_type(bind)
    if control is None:
        preload = _PRELOADS.get((bind.get("preload", ""), bind.get("preloadParams", "")))
        if preload is not None:
            return preload
        if type_ == "geopoint":
            return "geopoint"
        return "calculate" if bind.get("calculate") else "hidden"
    if control.tag in ("select1", "select"):
        return "select_one" if control.tag == "select1" else "select_multiple"
    if control.tag == "trigger":
        return "acknowledge"
    if control.tag == "upload":
        return _MEDIA.get(control.media, "text")
    if bind.get("readonly") == "true()" and not bind.get("calculate"):
        return "note"
    return _TYPES.get(type_, "text")


def _said(element: Element, tag: str, parts: _Parts) -> Texts:
    found = next((one for one in element if local_name(one) == tag), None)
    return {} if found is None else _texts(found, parts)


def _texts(said: Element, parts: _Parts) -> Texts:
    reference = _REFERENCE.match(said.get("ref", ""))
    if reference:
        return parts.texts.get(reference[1], {})
    plain = " ".join("".join(said.itertext()).split())
    return {DEFAULT: plain} if plain else {}


def _list_of(path: str, control: _Control | None, parts: _Parts) -> str:
    """The name of a select's list, which is read where it is not yet."""
    if control is None:
        return ""
    itemset = next((one for one in control.element if local_name(one) == "itemset"), None)
    instance = None if itemset is None else _INSTANCE.search(itemset.get("nodeset", ""))
    name = path.rpartition("/")[2] if instance is None else instance[1]
    if instance is None and name in parts.lists:
        name = path.strip("/").replace("/", ".")
    if name not in parts.lists:
        source = control.element if instance is None else parts.instances.get(name)
        items = [] if source is None else [i for i in source.iter() if local_name(i) == "item"]
        parts.lists[name] = ChoiceList(name, tuple(_choice(one, parts) for one in items))
    return name


def _choice(item: Element, parts: _Parts) -> Choice:
    said = {local_name(one): one for one in item}
    code = said.get("name", said.get("value"))
    labels: Texts = {}
    if "itextId" in said:
        labels = parts.texts.get(said["itextId"].text or "", {})
    elif "label" in said:
        labels = _texts(said["label"], parts)
    return Choice("" if code is None else (code.text or ""), labels)
