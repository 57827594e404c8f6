"""What the files beside `estimates.json` print: no number that says more than it does.

Each number of `estimates.csv`, SDMX, ILOSTAT and DDI files, of the report, of its tables and of the
standard tables has to be one of `estimates.json`, or a rounding of one: of the figure that its row
is of, where the row says so; else of any. Of a group that is kept back there no number is printed.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from tests.attacks.reading import objects
from tests.attacks.series_of_files import SERIES, lines_of, observations_of, of_the_ilo
from tests.attacks.tables_of_pages import Row, rows_of, texts_of
from tests.attacks.truth import Group

SCALES = (1.0, 100.0, 1_000.0, 10_000.0, 100_000.0)
"""A share is printed in per cent, or as a rate."""
NUMBER = re.compile(r"(?<![\w.,/#:-])-?\d[\d,]*(?:\.\d+)?(?![\w/:]|\.\d)")
WITH_SIGN = re.compile(rf"(<\s*)?({NUMBER.pattern})")
"""What is less than a number, and the number."""
OF_FIGURES = re.compile(
    r"\d[\d,]* (?:further )?figures|(?:Figures|Shown|of them in brackets|Not shown): \d[\d,]*"
)
"""Numbers of figures, not of persons."""
OF_REGION = re.compile(r"^Region (?=\d)")
"""What a page says before a code that has no label."""
LABELS = {"M": "Male", "F": "Female", "U": "Urban", "R": "Rural"}
DECLARED_SECTIONS = ("definition", "provenance", "reach", "flags", "refused", "contents")
"""What a report says of texts and of itself, which is the same whatever persons answered."""
LEAST = 50
"""Smaller whole numbers in running text are ages, hours, limits, or numbers of figures."""


@dataclass(frozen=True)
class Released:
    """What `estimates.json` says, by measure and group."""

    said: Mapping[str, Any]

    @cached_property
    def figures(self) -> dict[tuple[str, Group], list[dict[str, Any]]]:
        found: dict[tuple[str, Group], list[dict[str, Any]]] = {}
        for one in self.said["estimates"]:
            group = frozenset((key, str(code)) for key, code in one["group"].items())
            found.setdefault((one["name"], group), []).append(one)
        return found

    @cached_property
    def labelled(self) -> dict[tuple[str, frozenset[str]], list[tuple[str, Group]]]:
        """Figures by the title of the measure and the labels of the group, as pages have them."""
        titles = {name: about["title"] for name, about in self.measures.items()}
        found: dict[tuple[str, frozenset[str]], list[tuple[str, Group]]] = {}
        for (name, group), figures in self.figures.items():
            labels = figures[0].get("labels", {})
            words = frozenset(labels.get(key, code) for key, code in group)
            for key in (name, titles.get(name, name)):
                found.setdefault((key, words), []).append((name, group))
        return found

    @property
    def measures(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.said["diagnostics"].get("measures", {})
        return found

    def numbers(self, keys: Iterable[tuple[str, Group]]) -> np.ndarray:
        """All numbers of some figures; none where all are kept back."""
        shown = [one for key in keys for one in self.figures[key] if not _is_hidden(one)]
        return np.array([*_numbers(shown), *(n for one in shown for n in _derived(one))])

    @cached_property
    def every(self) -> np.ndarray:
        """All numbers, those in texts too."""
        figures = [one for one in objects(self.said) if "value" in one]
        texts = [float(n.replace(",", "")) for n in NUMBER.findall(json.dumps(self.said))]
        derived = [n for one in figures for n in _derived(one)]
        return np.unique([*_numbers(self.said), *texts, *derived])


def told_in_files(folder: Path) -> list[str]:
    """Every number in a released folder that `estimates.json` does not have, with its place."""
    released = Released(json.loads((folder / "estimates.json").read_text(encoding="utf-8")))
    found = [*_in_csv(folder / "estimates.csv", released)]
    for path in sorted((folder / "sdmx").glob("*.csv")):
        found += _in_series(path.name, lines_of(path), released)
    for path in sorted((folder / "sdmx").glob("*.xml")):
        found += _in_series(path.name, observations_of(path), released)
    for path in sorted((folder / "ilostat").glob("*.csv")):
        found += _in_series(path.name, map(of_the_ilo, lines_of(path)), released)
    found += _in_codebook(folder / "ddi.xml", released)
    found += _in_report(folder / "report.html", released)
    found += _in_brief(folder / "brief.html", released)
    for path in sorted((folder / "tables").glob("*.csv")):
        found += _in_table(path, released)
    page = folder / "tables" / "tables.html"
    if page.exists():
        for row in rows_of(page.read_text(encoding="utf-8")):
            found += unknown(f"tables.html, {row.caption}", row.cells, released.every)
    return found


def files_read(folder: Path) -> set[str]:
    """Kinds of files that there are to read, by their first folder or name."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.parts[0] for path in paths} - {"manifest.json", "estimates.json"}


def _is_hidden(figure: Mapping[str, Any]) -> bool:
    return "suppressed" in figure.get("flags", ())


def _numbers(tree: Any) -> Iterator[float]:
    """Every number in an object, at any depth."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list):
        for one in tree:
            yield from _numbers(one)
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield float(tree)


def _derived(one: Mapping[str, Any]) -> Iterator[float]:
    """What tables of sampling errors make of the numbers of a figure."""
    value, error, deff = one.get("value"), one.get("se"), one.get("deff")
    if value is not None and error is not None:
        yield from (value - 2 * error, value + 2 * error)
        yield from (error / value,) if value else ()
    if deff is not None:
        yield deff**0.5


def _is_known(text: str, numbers: np.ndarray) -> bool:
    """Whether a printed number is one of some, or a rounding of one; a share in per cent too."""
    if not len(numbers):
        return False
    number, decimals = float(text.replace(",", "")), len(text.partition(".")[2])
    half = 0.5 * 10.0**-decimals + 1e-9
    return any((np.abs(abs(number) - np.abs(numbers * scale)) <= half).any() for scale in SCALES)


def _is_bound(text: str, numbers: np.ndarray) -> bool:
    """Whether one of some numbers is more than 0 and less than a printed one: `<0.1`."""
    bound = float(text.replace(",", ""))
    sizes = (numbers * scale for scale in SCALES)
    return any(((one > 0) & (one < bound)).any() for one in sizes)


def unknown(place: str, texts: Iterable[str], numbers: np.ndarray, least: int = 0) -> list[str]:
    """What texts print that is not known by some numbers; no whole numbers under `least`."""
    return [
        f"{place}: {number}"
        for text in texts
        for below, number in WITH_SIGN.findall(text)
        if not ("." not in number and int(number.replace(",", "")) < least)
        and not (_is_bound if below else _is_known)(number, numbers)
    ]


def _in_csv(path: Path, released: Released) -> Iterator[str]:
    """A row of `estimates.csv` that is not, number for number, what the other file has."""
    for row in lines_of(path):
        group = frozenset(
            (key.removeprefix("by_"), code)
            for key, code in row.items()
            if key.startswith("by_") and code
        )
        same = [
            one
            for one in released.figures.get((row["name"], group), ())
            if one["statistic"] == row["statistic"]
        ]
        told = {key: text for key, text in row.items() if key in _COLUMNS and text}
        if not any(
            all(isinstance(one.get(key), int | float) and float(text) == one[key]
                for key, text in told.items())
            for one in same
        ):  # fmt: skip
            yield f"estimates.csv, {row['name']} {dict(group)}: {told}"


_COLUMNS = (
    "value", "se", "lower", "upper", "level", "n", "n_cases", "n_clusters",
    "n_clusters_with_cases", "df", "deff", "deff_replacement", "deff_used", "n_effective",
    "weighted_n", "n_unknown", "value_if_no", "value_if_yes", "digits",
)  # fmt: skip


def _in_series(
    place: str, observations: Iterable[Mapping[str, str]], released: Released
) -> Iterator[str]:
    """Observations: each number has to be one of the figure that its codes tell."""
    for one in observations:
        name = next((n for key, n in SERIES.items() if one["SERIES"].startswith(key)), "")
        words = {LABELS[one[key]] for key in ("SEX", "URBANISATION") if one.get(key) in LABELS}
        age = one["AGE"].removeprefix("Y").replace("T", "-")
        keys = [
            key
            for age_words in ({f"{age} years"}, set())
            if age_words or age in ("5-17", "_-")
            for key in released.labelled.get((name, frozenset(words | age_words)), ())
        ]
        texts = [one.get(key) or "" for key in ("OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND")]
        texts += re.findall(r"(\d+) respondents", one.get("COMMENT_OBS") or "")
        where = f"{place}, {name} {sorted(words)} {age}"
        yield from unknown(where, texts, released.numbers(keys))


def _in_codebook(path: Path, released: Released) -> list[str]:
    """Elements that are a number and nothing else, but for codes of categories."""
    if not path.exists():
        return []
    texts = [
        (one.tag.rpartition("}")[2], (one.text or "").strip())
        for one in ElementTree.parse(path).iter()  # noqa: S314
    ]
    return [
        line
        for tag, text in texts
        if tag not in ("catValu", "timePrd") and NUMBER.fullmatch(text)
        for line in unknown(f"ddi.xml, {tag}", [text], released.every)
    ]


def _in_report(path: Path, released: Released) -> Iterator[str]:
    """Rows by what they are of, and the running text."""
    page = path.read_text(encoding="utf-8")
    for row in rows_of(page):
        if row.section.startswith(DECLARED_SECTIONS):
            continue
        keys = figures_of(row, released)
        numbers = released.numbers(keys) if keys else released.every
        yield from unknown(f"report.html, {row.caption} {row.words}", row.cells, numbers)
    for section, text in texts_of(page):
        if not section.startswith(DECLARED_SECTIONS):
            text = OF_FIGURES.sub("", text)
            yield from unknown(f"report.html, {section}", [text], released.every, LEAST)


def _in_brief(path: Path, released: Released) -> Iterator[str]:
    """Rows and running text; a study without differences has no number of the brief's own."""
    page = path.read_text(encoding="utf-8")
    for row in rows_of(page):
        yield from unknown(f"brief.html, {row.words}", row.cells, released.every)
    for section, text in texts_of(page):
        text = OF_FIGURES.sub("", text)
        yield from unknown(f"brief.html, {section}", [text], released.every, LEAST)


def figures_of(row: Row, released: Released) -> list[tuple[str, Group]]:
    """The figures that a row is of, by its labels and the title of its table; none if not told."""
    words = frozenset(OF_REGION.sub("", one) for words in row.words for one in words.split(", "))
    words = frozenset() if row.is_of_everybody else words
    return next(
        (
            found
            for (title, labels), found in released.labelled.items()
            if labels == words and row.caption.startswith(f"{title},")
        ),
        [],
    )


def _in_table(path: Path, released: Released) -> Iterator[str]:
    """A standard table: its first columns name rows, the others hold numbers and signs."""
    if path.name == "contents.csv":
        return
    for row in lines_of(path):
        cells = [text for key, text in row.items() if text and NUMBER.fullmatch(text)]
        names = {row[key] for key in list(row)[:2]}
        yield from unknown(
            f"tables/{path.name}, {sorted(names)}",
            (text for text in cells if text not in names),
            released.every,
        )
