"""One interview as a tree of groups, members and answers, out of XML or of OData's JSON.

Both have the same shape: a group is a mapping, a repeat a list of mappings, and an answer a text
or a number. In XML every answer is text as the phone wrote it; in JSON the server has read numbers
and positions anew. Blank, not asked and empty are None in both.
"""

import re
from collections.abc import Mapping
from typing import Any

from measure87.collect.form.interviews.layout import Table
from measure87.collect.form.safe_xml import Element, local_name

type Tree = dict[str, Any]


class Trees:
    """Makes trees of the interviews of one layout."""

    def __init__(self, layout: Table) -> None:
        self._shape = _shape(layout)
        self._plain = _is_plain(self._shape)

    def of_xml(self, root: Element) -> Tree:
        """The tree of an interview's XML; elements that the layout does not know are left out."""
        return _tree(root, self._shape)

    def of_json(self, row: Tree) -> Tree:
        """The tree of a row of OData, read with its repeats; names become those of the form."""
        return row if self._plain else _renamed(row, self._shape)


def _shape(table: Table) -> Tree:
    """Names of groups to shapes, of repeats to (shape,), of questions to None."""
    shape: Tree = {}
    for one in table.fields:
        _place(shape, one.path, None)
    for below in table.below:
        _place(shape, below.path, (_shape(below),))
    return shape


def _place(shape: Tree, path: tuple[str, ...], what: Any) -> None:
    for step in path[:-1]:
        shape = shape.setdefault(step, {})
    shape[path[-1]] = what


def _tree(element: Element, shape: Mapping[str, Any]) -> Tree:
    tree: Tree = {}
    for one in element:
        name = local_name(one)
        if name not in shape:
            continue
        below = shape[name]
        if below is None:
            tree[name] = one.text or None
        elif isinstance(below, tuple):
            tree.setdefault(name, []).append(_tree(one, below[0]))
        else:
            tree[name] = _tree(one, below)
    return tree


def written_position(value: Any) -> Any:
    """A position of GeoJSON as a phone writes it: latitude, longitude, altitude, accuracy."""
    if not isinstance(value, Mapping) or value.get("type") != "Point":
        return value
    lon, lat, *rest = value.get("coordinates") or [None, None]
    accuracy = (value.get("properties") or {}).get("accuracy")
    parts = [lat, lon, *(rest or [0]), 0 if accuracy is None else accuracy]
    return " ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in parts)


def odata_name(name: str) -> str:
    """A name as OData of ODK Central has it, where letters and digits of English alone stand.

    Source: getodk/central-backend, lib/util/util.js, `sanitizeOdataIdentifier`.

    >>> odata_name("casa-própria"), odata_name("9a")
    ('casa_pr_pria', '_9a')
    """
    begun = f"_{name}" if re.match(r"[^a-zA-Z_]", name) else name
    return re.sub(r"[^a-zA-Z0-9_]+", "_", begun)


def is_ambiguous(table: Table) -> bool:
    """Whether two names of one group are one name in OData, so that its rows lose an answer."""
    return _clashes(_shape(table))


def _clashes(shape: Mapping[str, Any]) -> bool:
    names = [odata_name(name) for name in shape]
    below = [one[0] if isinstance(one, tuple) else one for one in shape.values() if one]
    return len(set(names)) < len(names) or any(map(_clashes, below))


def _is_plain(shape: Mapping[str, Any]) -> bool:
    return all(
        odata_name(name) == name
        and (below is None or _is_plain(below[0] if isinstance(below, tuple) else below))
        for name, below in shape.items()
    )


def _renamed(tree: Any, shape: Mapping[str, Any]) -> Tree:
    renamed: Tree = {}
    for name, below in shape.items():
        value = tree.get(odata_name(name)) if isinstance(tree, Mapping) else None
        if below is None or value is None:
            renamed[name] = value
        elif isinstance(below, tuple):
            renamed[name] = [_renamed(one, below[0]) for one in value]
        else:
            renamed[name] = _renamed(value, below)
    return renamed
