"""What a simulation has to know of an XForm beside what its engines know.

Which elements are repeats, in which languages it speaks, which values are the engine's own (times,
numbers of devices), and which numbers, dates and codes its own rules compare with.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from measure87.collect.form.safe_xml import BrokenXmlError, Element, local_name, read_xml
from measure87.vocabulary.errors import DataError

_OWN = re.compile(r"\b(?:now|uuid)\s*\(")
_EXPRESSIONS = ("relevant", "constraint", "calculate", "required", "readonly")
_NUMBER = re.compile(r"(?<![\w.'-])\d+(?:\.\d+)?(?![\w.'-])")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NAME = re.compile(r"/([\w.-]+)(?=\s|$|[^\w./-])")
_IS = re.compile(r"/([\w.-]+)\s*=\s*(['\"])([^'\"]+)\2")
_CHOSEN = re.compile(r"selected\([^,]*/([\w.-]+)\s*,\s*(['\"])([^'\"]+)\2")
_POSITION = re.compile(r"\[\d+\]")


class XForm(msgspec.Struct, frozen=True):
    """Facts of an XForm. Paths are without the root's name and without positions."""

    languages: tuple[str, ...]
    """As its translations are called; empty where it has none."""
    repeats: frozenset[str]
    counts: frozenset[str]
    """Names of the leaves that say how many members a repeat has."""
    questions: tuple[str, ...]
    """Paths of what the form shows, in its order."""
    own: frozenset[str]
    """Paths of what each engine sets for itself."""
    numbers: Mapping[str, tuple[float, ...]]
    """What the form's rules compare with, by the name of the leaf that they speak of."""
    texts: Mapping[str, tuple[str, ...]]
    openers: Mapping[str, frozenset[str]] = {}
    """Codes on which other questions, or what is calculated, hang: by the name of the select."""

    def path(self, reference: str) -> str:
        """A path as both engines have it: `/data/hh[1]/roster[2]/age[1]` is `hh/roster[2]/age`."""
        steps = reference.strip("/").split("/")[1:]
        found: list[str] = []
        bare: list[str] = []
        for step in steps:
            name, _, position = step.partition("[")
            bare.append(name)
            repeats = "/".join(bare) in self.repeats
            found.append(f"{name}[{position.rstrip(']') or 1}]" if repeats else name)
        return "/".join(found)

    def is_own(self, path: str) -> bool:
        """Whether each engine has a value of its own there."""
        return without_positions(path) in self.own


def without_positions(path: str) -> str:
    """`roster[2]/age` as `roster/age`."""
    return _POSITION.sub("", path)


def read_xform(path: Path) -> XForm:
    """Facts of the XForm in a file."""
    try:
        root = read_xml(path.read_bytes(), path.name)
    except BrokenXmlError:
        raise _no_xform(path) from None
    model = next(root.iter("{*}model"), None)
    if local_name(root) != "html" or model is None:
        raise _no_xform(path)
    binds = list(model.iter("{*}bind"))
    repeats = list(root.iter("{*}repeat"))
    rules = [text for bind in binds for text in _rules(bind)]
    return XForm(
        languages=tuple(one.get("lang", "") for one in model.iter("{*}translation")),
        repeats=frozenset(_bare(one.get("nodeset", "")) for one in repeats),
        counts=_counts(repeats, binds),
        questions=_questions(root),
        own=frozenset(_bare(bind.get("nodeset", "")) for bind in binds if _is_own(bind)),
        numbers=_compared(rules, lambda text: tuple(map(float, _NUMBER.findall(text)))),
        texts=_compared(rules, lambda text: tuple(a or b for a, b in _QUOTED.findall(text))),
        openers=_openers(binds),
    )


def _no_xform(path: Path) -> DataError:
    return DataError(
        "this is no XForm",
        code="bad-form",
        where=str(path),
        hint="give form.xml of a built form, or what pyxform makes of an XLSForm",
    )


def _bare(nodeset: str) -> str:
    return "/".join(nodeset.strip("/").split("/")[1:])


def _questions(root: Element) -> tuple[str, ...]:
    shown = ("input", "select", "select1", "trigger", "upload", "range", "rank")
    controls = (one for one in root.iter() if local_name(one) in shown and one.get("ref"))
    return tuple(dict.fromkeys(_bare(one.get("ref", "")) for one in controls))


def _bare_name(attribute: str) -> str:
    return attribute.rpartition("}")[2]


def _is_own(bind: Element) -> bool:
    preloaded = "preload" in map(_bare_name, bind.attrib)
    return preloaded or bool(_OWN.search(bind.get("calculate", "")))


def _rules(bind: Element) -> list[str]:
    """The expressions of a bind, with the leaf itself in place of the dot of a constraint."""
    found = [bind.get(name, "") for name in _EXPRESSIONS]
    name = bind.get("nodeset", "").rpartition("/")[2]
    return [f"{text} /{name} " if text == bind.get("constraint") else text for text in found]


def _counts(repeats: list[Element], binds: list[Element]) -> frozenset[str]:
    """Names in the counts of repeats, and in what those are calculated from."""
    texts = [value for one in repeats for name, value in one.items() if _bare_name(name) == "count"]
    names = {name for text in texts for name in _NAME.findall(f"{text} ")}
    for bind in binds:
        if bind.get("nodeset", "").rpartition("/")[2] in names:
            names.update(_NAME.findall(f"{bind.get('calculate', '')} "))
    return frozenset(names)


def _openers(binds: list[Element]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for bind in binds:
        text = f"{bind.get('relevant', '')} {bind.get('calculate', '')}"
        for pattern in (_IS, _CHOSEN):
            for name, _, code in pattern.findall(text):
                found.setdefault(name, set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _compared[T](
    rules: list[str], constants_of: Callable[[str], tuple[T, ...]]
) -> dict[str, tuple[T, ...]]:
    """Constants of the rules by the names that they speak of."""
    found: dict[str, list[T]] = {}
    for text in rules:
        for name in _NAME.findall(_QUOTED.sub("''", text) + " "):
            found.setdefault(name, []).extend(constants_of(text))
    return {name: tuple(dict.fromkeys(constants)) for name, constants in found.items()}
