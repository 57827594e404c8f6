"""Who imports whom in a package, read from its text: every import, wherever it stands."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One module that imports another; `for_types` alone, or when the program runs."""

    by: str
    of: str
    for_types: bool


def modules_of(root: Path) -> dict[str, Path]:
    """Dotted name to file of all modules under a package's folder."""
    return {_name(path, root): path for path in sorted(root.rglob("*.py"))}


def imports_of(root: Path) -> list[Import]:
    """Every import of one module of a package by another, also those inside functions."""
    modules = modules_of(root)
    return [
        Import(name, of, for_types)
        for name, path in modules.items()
        for of, for_types in _imported(path, name, modules)
        if of != name
    ]


def circle(imports: list[Import]) -> list[str]:
    """Modules that import each other in a circle, the first also last; none if there is none."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for one in imports:
        sorter.add(one.by, one.of)
    try:
        sorter.prepare()
    except CycleError as error:
        found: list[str] = list(reversed(error.args[1]))
        return found
    return []


def among_siblings(imports: list[Import], folder: str) -> list[Import]:
    """Imports among what lies in a folder: its files, and the folders in it as wholes."""
    inside = f"{folder}."

    def part(module: str) -> str:
        return inside + module.removeprefix(inside).split(".")[0]

    found = (
        Import(part(one.by), part(one.of), one.for_types)
        for one in imports
        if one.by.startswith(inside) and one.of.startswith(inside)
    )
    return [one for one in found if one.by != one.of]


def steps(found: list[str], imports: list[Import]) -> str:
    """A circle in words, with the imports that close it."""
    lines = []
    for by, of in pairwise(found):
        own = [one for one in imports if _is_in(one.by, by) and _is_in(one.of, of)]
        kind = " (for types alone)" if all(one.for_types for one in own) else ""
        files = ", ".join(sorted({f"{one.by} -> {one.of}" for one in own}))
        lines.append(f"{by} -> {of}{kind}: {files}")
    return "\n".join(lines)


def _is_in(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def _name(path: Path, root: Path) -> str:
    parts = (root.name, *path.relative_to(root).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, name: str, modules: dict[str, Path]) -> Iterator[tuple[str, bool]]:
    """Modules that a file imports, and whether for types alone."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node, for_types in _statements(ast.parse(path.read_text("utf-8")), False):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            start = package.split(".")[: 1 - node.level or None] if node.level else []
            whole = ".".join([*start, *filter(None, [node.module])])
            names = [
                inner if (inner := f"{whole}.{alias.name}") in modules else whole
                for alias in node.names
            ]
        yield from ((one, for_types) for one in names if one in modules)


def _statements(
    tree: ast.AST, for_types: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Import statements at any depth; those under TYPE_CHECKING are for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, for_types
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for body, only_types in ((node.body, True), (node.orelse, for_types)):
                yield from _statements(ast.Module(body, []), only_types)
        else:
            yield from _statements(node, for_types)
