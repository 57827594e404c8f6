"""What the server keeps of an XForm: its id, version, fields and key; its own reading, not ours."""

from dataclasses import dataclass

from tests.standin.loose_xml import read_loosely


@dataclass(frozen=True)
class Field:
    """One element of the instance; type as the server says it."""

    path: tuple[str, ...]
    type: str
    multiple: bool = False

    @property
    def name(self):
        return self.path[-1]

    def to_json(self):
        binary = self.type == "binary"
        return {"path": "/" + "/".join(self.path), "name": self.name, "type": self.type,
                "binary": binary or None, "selectMultiple": self.multiple or None}  # fmt: skip


@dataclass(frozen=True)
class XForm:
    """A form definition."""

    id: str
    version: str
    title: str
    fields: tuple[Field, ...]

    def below(self, path):
        """Fields directly below a path."""
        return [one for one in self.fields if one.path[:-1] == path]

    def repeats(self):
        return [one for one in self.fields if one.type == "repeat"]


def read_xform(text):
    root = read_loosely(text)
    if root is None or root.name != "html":
        return None
    nodes = [*root.every()]
    instance = next(one for one in nodes if one.name == "instance").children[0]
    top = f"/{instance.name}"
    binds = {one.attributes.get("nodeset"): one.attributes for one in nodes if one.name == "bind"}
    repeats = {one.attributes.get("nodeset") for one in nodes if one.name == "repeat"}
    several = {one.attributes.get("ref") for one in nodes if one.name == "select"}
    title = next((one.text for one in nodes if one.name == "title"), "")
    fields = tuple(_fields(instance, (), top, binds, repeats, several))
    return XForm(
        instance.attributes.get("id", ""), instance.attributes.get("version", ""), title, fields
    )


def _fields(node, path, top, binds, repeats, several):
    seen = set()
    for one in node.children:
        if one.name in seen:
            continue
        seen.add(one.name)
        here = (*path, one.name)
        where = f"{top}/{'/'.join(here)}"
        if one.children or where in repeats:
            yield Field(here, "repeat" if where in repeats else "structure")
            yield from _fields(one, here, top, binds, repeats, several)
        else:
            type_ = binds.get(where, {}).get("type", "string").rpartition(":")[2]
            yield Field(here, type_, where in several)
