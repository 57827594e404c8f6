"""Of which code does a committed table speak, and has that code changed since?

The code of a table is what its `code` in `tables.toml` imports, directly or through others, within
measure87 (`vocabulary` and `files` left out: they hold words and formats, no method), and the
program of the study. Its hash is of the tokens alone: comments, docstrings and the layout of lines
do not make a table stale.
"""

import hashlib
import io
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
TABLES = Path("tests/proof/tables.toml")
HASHES = Path("tests/proof/hashes.toml")
NO_METHOD = ("measure87.vocabulary", "measure87.files")
_LAYOUT = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.ENCODING,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.NEWLINE,
    tokenize.ENDMARKER,
)


@dataclass(frozen=True)
class Study:
    """A study of hours and the tables that it writes.

    run : module and its arguments, as `python -m` takes them
    tables, study : files, from the root of the project; a trial that only finds faults has no
        table
    code : modules and packages of measure87
    """

    name: str
    title: str
    run: tuple[str, ...]
    tables: tuple[Path, ...]
    code: tuple[str, ...]
    study: tuple[Path, ...]


def read_studies(path: Path = ROOT / TABLES) -> dict[str, Study]:
    """All studies of `tables.toml`, by name."""
    content = tomllib.loads(path.read_text("utf-8"))
    return {
        name: Study(
            name,
            entry["title"],
            tuple(entry["run"]),
            tuple(map(Path, entry["tables"])),
            tuple(entry["code"]),
            tuple(map(Path, entry["study"])),
        )
        for name, entry in content.items()
    }


def code_hash(study: Study, root: Path = ROOT) -> str:
    """SHA-256 of the tokens of all code that a study's tables speak of."""
    digest = hashlib.sha256()
    for path in sorted({*_package_files(study.code, root), *study.study}):
        digest.update(f"{path.as_posix()}\n".encode())
        digest.update(_token_text((root / path).read_text("utf-8")))
    return digest.hexdigest()


def read_hashes(path: Path = ROOT / HASHES) -> dict[str, str]:
    """Of which code each table was made."""
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def write_hashes(hashes: dict[str, str], path: Path = ROOT / HASHES) -> None:
    """Write the record anew, sorted by name."""
    lines = ["# Written by `python -m tests.proof run`: of which code each table was made."]
    lines += [f'{name} = "{value}"' for name, value in sorted(hashes.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def stale(root: Path = ROOT) -> list[Study]:
    """Studies whose tables were made of other code than stands here, or not at all."""
    made = read_hashes(root / HASHES)
    studies = read_studies(root / TABLES).values()
    return [study for study in studies if made.get(study.name) != code_hash(study, root)]


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("measure87", cache_dir=None)


def _package_files(entries: Iterable[str], root: Path) -> set[Path]:
    """Files of modules and packages and of all that these import, from the root."""
    graph = _graph()
    modules: set[str] = set()
    for entry in entries:
        inside = {entry} | graph.find_descendants(entry)
        for module in inside:
            modules |= {module} | graph.find_upstream_modules(module)
    asked = tuple(entries)
    kept = {n for n in modules if n.startswith(asked) or not n.startswith(NO_METHOD)}
    return {_file_of(name, root) for name in kept}


def _file_of(module: str, root: Path) -> Path:
    path = Path("src", *module.split("."))
    package = path / "__init__.py"
    return package if (root / package).exists() else path.with_suffix(".py")


@cache
def _token_text(source: str) -> bytes:
    return "\n".join(_tokens(source)).encode()


def _tokens(source: str) -> Iterator[str]:
    """The tokens of a module without comments, docstrings and layout."""
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        begins_line = before in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
        if token.type in (tokenize.NL, tokenize.COMMENT):
            continue
        before = token.type
        if token.type == tokenize.STRING and begins_line:
            continue  # an expression that is a text: a docstring
        if token.type not in _LAYOUT:
            yield token.string
        elif token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE):
            yield tokenize.tok_name[token.type]
