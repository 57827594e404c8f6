"""Where does a change lie, and which modules could notice it?

A place in a module belongs to a named function or to the module itself; modules are told by their
path from the root of the project, functions by `path::qualified name`.
"""

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

COMPILERS = ("njit", "jit", "vectorize", "guvectorize")


@dataclass(frozen=True)
class Sources:
    """The modules of a package: `package` is its folder as seen from `root`, `src/measure87`."""

    root: Path
    package: str = "src/measure87"

    @cached_property
    def modules(self) -> dict[str, "Module"]:
        """Every module of the package by its path."""
        found = sorted((self.root / self.package).rglob("*.py"))
        paths = [path.relative_to(self.root).as_posix() for path in found]
        return {path: Module(path, (self.root / path).read_text("utf-8")) for path in paths}

    @cached_property
    def _paths(self) -> dict[str, str]:
        """The path of every module by its dotted name."""
        above = Path(self.package).parent
        return {
            ".".join(Path(path).relative_to(above).with_suffix("").parts).removesuffix(
                ".__init__"
            ): path
            for path in self.modules
        }

    @cached_property
    def _imported_by(self) -> dict[str, frozenset[str]]:
        """The modules that name each module in an import."""
        found: dict[str, set[str]] = {path: set() for path in self.modules}
        for path, module in self.modules.items():
            for name in module.imported:
                if (imported := self._paths.get(name)) is not None and imported != path:
                    found[imported].add(path)
        return {path: frozenset(importers) for path, importers in found.items()}

    def users(self, path: str) -> frozenset[str]:
        """Modules that can use a module's names or its compiled functions, itself among them.

        A folder's `__init__` only hands names on, and a compiled function that calls another is no
        more to be seen than the other: whoever imports them counts too.
        """
        return self._reaching(path, self._hands_on)

    def tests_using(self, path: str) -> frozenset[str]:
        """Files of tests that import from a module or from what hands its names on.

        They may call its compiled functions without entering a function of Python.
        """
        named = {path, *filter(self._hands_on, self.users(path))}
        names = {name for name, at in self._paths.items() if at in named}
        found: set[str] = set()
        while new := {
            file
            for file, module in self._tests.items()
            if file not in found and not names.isdisjoint(module.imported)
        }:
            found |= new
            names = {file.removesuffix(".py").replace("/", ".") for file in new}
        return frozenset(found)

    def compiled_users(self, path: str) -> frozenset[str]:
        """Modules whose compiled functions may hold something of a module, however far away."""
        return frozenset(
            user for user in self._reaching(path, lambda _: True) if self._compiles(user)
        )

    @cached_property
    def _tests(self) -> dict[str, "Module"]:
        """The modules of the tests by their path, what tests share among them."""
        paths = {
            path.relative_to(self.root).as_posix(): path
            for path in sorted((self.root / "tests").rglob("*.py"))
        }
        return {name: Module(name, path.read_text("utf-8")) for name, path in paths.items()}

    def _hands_on(self, path: str) -> bool:
        return path.endswith("__init__.py") or self._compiles(path)

    def _compiles(self, path: str) -> bool:
        return path in self.modules and bool(self.modules[path].compiled)

    def _reaching(self, path: str, goes_on: Callable[[str], bool]) -> frozenset[str]:
        found, open_ = {path}, [path]
        while open_:
            for user in self._imported_by.get(open_.pop(), ()):
                if user not in found:
                    found.add(user)
                    open_ += [user] if goes_on(user) else []
        return frozenset(found)


@dataclass(frozen=True)
class Module:
    """One module: its path from the root, and its text."""

    path: str
    text: str

    @cached_property
    def digest(self) -> str:
        """The hash by which it is seen that a module is another one than before."""
        return digest_of(self.text)

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def _functions(self) -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """Named functions with their qualified names, the outer before the inner."""
        return list(_functions_in(self._tree, ""))

    @cached_property
    def compiled(self) -> frozenset[str]:
        """Qualified names of the functions that numba compiles."""
        return frozenset(
            name
            for name, node in self._functions
            if any(_called_name(decorator) in COMPILERS for decorator in node.decorator_list)
        )

    @cached_property
    def imported(self) -> frozenset[str]:
        """Dotted names of what it imports, wherever the import stands."""
        return frozenset(_imported(ast.walk(self._tree)))

    def function_at(self, line: int) -> str:
        """Qualified name of the innermost named function at a line; "" for the module itself."""
        held = [n for n, node in self._functions if node.lineno <= line <= (node.end_lineno or 0)]
        return held[-1] if held else ""


def digest_of(text: str) -> str:
    """A short hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def named_function(qualified_name: str) -> str:
    """The named function that a lambda or a generator expression stands in; "" if in none."""
    while qualified_name.endswith(">"):
        outer = qualified_name.removesuffix(".<locals>")
        qualified_name = outer if outer != qualified_name else qualified_name.rpartition(".")[0]
    return qualified_name


def foreign_imports(folders: Iterable[Path], own: set[str]) -> list[str]:
    """What the modules in some folders import of others, by dotted name."""
    names: set[str] = set()
    for folder in folders:
        for path in folder.rglob("*.py"):
            nodes = ast.walk(ast.parse(path.read_text("utf-8")))
            names |= {name for name in _modules_named(nodes) if name.partition(".")[0] not in own}
    return sorted(names)


def _functions_in(
    node: ast.AST, within: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield within + child.name, child
                yield from _functions_in(child, f"{within}{child.name}.<locals>.")
            case ast.ClassDef():
                yield from _functions_in(child, f"{within}{child.name}.")
            case _:
                yield from _functions_in(child, within)


def _called_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _called_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _modules_named(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Dotted names of the modules in imports, without what is taken from them."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Dotted names in imports, with what is taken from a module: it may be a module itself."""
    for node in nodes:
        yield from _modules_named([node])
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
