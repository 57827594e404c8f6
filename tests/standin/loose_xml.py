"""Reads XML as leniently as the server does: what is open at the end is closed."""

import html
import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>"
    r"|<(/?)([^\s<>/]+)([^<>]*?)(/?)>|([^<]+)|<",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


@dataclass
class Node:
    """An element, its name without the prefix."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def all(self, name):
        return [one for one in self.children if one.name == name]

    def first(self, *path):
        """The first element at a path, or None."""
        here = self
        for step in path:
            here = next(iter(here.all(step)), None) if here else None
        return here

    def every(self):
        yield self
        for one in self.children:
            yield from one.every()


def read_loosely(text):
    """The outermost element; None where there is none."""
    top = Node("")
    stack = [top]
    for found in _TOKEN.finditer(text):
        cdata, closing, name, rest, single, plain = found.groups()
        if plain is not None or cdata is not None:
            stack[-1].text += html.unescape(plain) if plain is not None else cdata
        elif name is None:
            continue
        elif closing:
            _close(stack, name.rpartition(":")[2])
        else:
            if rest.count('"') % 2:
                rest = ""
            attributes = {k: html.unescape(v[1:-1]) for k, v in _ATTRIBUTE.findall(rest)}
            node = Node(name.rpartition(":")[2], attributes)
            stack[-1].children.append(node)
            if not single:
                stack.append(node)
    return top.children[0] if top.children else None


def _close(stack, name):
    names = [one.name for one in stack[1:]]
    if name in names:
        while stack.pop().name != name:
            pass
