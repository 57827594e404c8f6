"""For translators: begin a language, and see what it lacks.

    python -m measure87.disseminate.locale begin fr     # files with the English texts
    python -m measure87.disseminate.locale check fr     # what is missing or wrong

See docs/how-to/add-a-language.md.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from measure87.disseminate.locale.completeness import faults
from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.locale.texts import ENGLISH, HEAD, PARTS, PLURAL_BY, Text, Texts, root

_OF_CODE = ("items", "definitions")
"""Parts whose English stands in the code of other rooms."""


def main(arguments: list[str]) -> int:
    """Run one of the two commands; 1 if a language lacks something."""
    parser = argparse.ArgumentParser(prog="python -m measure87.disseminate.locale")
    parser.add_argument("command", choices=["begin", "check"])
    parser.add_argument("language", help="a code such as fr")
    given = parser.parse_args(arguments)
    if given.command == "begin":
        for path in begin(given.language, Path(str(root))):
            print(path)
        return 0
    found = faults(given.language)
    print("\n".join(found) or "complete")
    return 1 if found else 0


def begin(language: str, folder: Path) -> list[Path]:
    """Write the files that a language lacks, with the texts of English for now."""
    place = folder / language
    place.mkdir(exist_ok=True)
    written = []
    for name in (HEAD, *PARTS):
        path = place / f"{name}.toml"
        if not path.exists():
            path.write_text(_english_file(name, folder), "utf-8")
            written.append(path)
    return written


def _english_file(name: str, folder: Path) -> str:
    """The file of English; of what stands in code, a file with the same keys."""
    if name in _OF_CODE:
        return "\n".join(_lines(english_texts(name), ())).lstrip() + "\n"
    return (folder / ENGLISH / f"{name}.toml").read_text("utf-8")


def _lines(texts: Texts, path: tuple[str, ...]) -> Iterator[str]:
    """A table of texts in TOML, its own texts before the tables in it."""
    tables = {k: v for k, v in texts.items() if isinstance(v, Mapping) and PLURAL_BY not in v}
    if path and len(tables) < len(texts):
        yield f"\n[{'.'.join(_quoted(part) for part in path)}]"
    for key, value in texts.items():
        if key not in tables:
            yield f"{_quoted(key)} = {_value(value)}"
    for key, table in tables.items():
        yield from _lines(table, (*path, key))


def _quoted(key: str) -> str:
    return key if key.replace("_", "a").replace("-", "a").isalnum() and key.isascii() else (
        json.dumps(key, ensure_ascii=False)
    )  # fmt: skip


def _value(value: Text) -> str:
    if isinstance(value, list):
        return "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    return json.dumps(str(value), ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
