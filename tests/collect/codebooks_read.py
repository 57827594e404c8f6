"""The invented codebooks in six languages, and how well first proposals meet their truth."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from measure87.collect.assistant import Codebook, CodebookVariable, Proposals, propose

FOLDER = Path(__file__).parent / "codebooks"


@dataclass(frozen=True)
class Judged:
    """What was proposed beside what is true: pairs of a variable and its concept."""

    proposed: frozenset[tuple[str, str]]
    true: frozenset[tuple[str, str]]

    @property
    def precision(self) -> float:
        """Share of the first proposals that are true."""
        return len(self.proposed & self.true) / len(self.proposed)

    @property
    def recall(self) -> float:
        """Share of what is true that was proposed first."""
        return len(self.proposed & self.true) / len(self.true)


@dataclass(frozen=True)
class Worded:
    """A wording of its own, and the concept that it asks for; empty if it asks for none."""

    language: str
    variable: CodebookVariable
    truth: str
    may_be_missed: bool = False


def values_of(text: str) -> dict[str, str]:
    """Codes and labels, as "1=Yes; 2=No"."""
    return dict(part.split("=", 1) for part in text.split("; ") if "=" in part)


def codebook(language: str) -> tuple[Codebook, frozenset[tuple[str, str]]]:
    """An invented codebook, and its truth."""
    with (FOLDER / f"{language}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    variables = tuple(
        CodebookVariable(row["variable"], row["label"], values_of(row["values"])) for row in rows
    )
    truth = frozenset((row["variable"], row["truth"]) for row in rows if row["truth"])
    return Codebook(f"{language}.csv", variables), truth


def offices(name: str, language: str) -> list[tuple[Codebook, frozenset[tuple[str, str]]]]:
    """Invented codebooks of several offices in one file, each with its truth."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["language"] == language]
    made = []
    for office in dict.fromkeys(row["office"] for row in rows):
        own = [row for row in rows if row["office"] == office]
        variables = tuple(
            CodebookVariable(row["variable"], row["label"], values_of(row["values"])) for row in own
        )
        truth = frozenset((row["variable"], row["truth"]) for row in own if row["truth"])
        made.append((Codebook(f"{language}-{office}", variables), truth))
    return made


def traps(language: str) -> tuple[Codebook, frozenset[tuple[str, str]]]:
    """An invented codebook with labels that sound like a column and name another thing."""
    with (FOLDER / "traps.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["language"] == language]
    variables = tuple(
        CodebookVariable(
            row["variable"],
            row["label"],
            values_of(row["values"]),
            (float(row["least"]), float(row["most"])) if row["most"] else None,
        )
        for row in rows
    )
    truth = frozenset((row["variable"], row["truth"]) for row in rows if row["truth"])
    return Codebook(f"{language}.csv", variables), truth


def worded(name: str, language: str) -> list[Worded]:
    """The wordings of a language in one of the files of wordings and names."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["language"] == language]
    return [
        Worded(
            language,
            CodebookVariable(
                row["variable"],
                row["label"],
                values_of(row["values"]),
                (float(row["least"]), float(row["most"])) if row["most"] else None,
            ),
            row["truth"].lstrip("?"),
            row["truth"].startswith("?"),
        )
        for row in rows
    ]


def all_pairs(proposals: Proposals) -> frozenset[tuple[str, str]]:
    """As `pairs`, with the variables that came second for a column that takes one."""
    return pairs(proposals) | pairs(replace(proposals, chosen=proposals.others))


def pairs(proposals: Proposals) -> frozenset[tuple[str, str]]:
    """Variables with the concepts that they are proposed for."""
    return frozenset(
        (found.variable.name, concept + ("@second" if job == "second" else ""))
        for (concept, job), group in proposals.chosen.items()
        for found in group
    )


def judged(language: str) -> Judged:
    """First proposals for an invented codebook beside its truth."""
    book, truth = codebook(language)
    return Judged(pairs(propose(book)), truth)
