"""Invented files as offices have them: answers in words of eight languages, in two layouts.

One invented survey, with codes. A file of an office has the words of its language for the codes:
in the layout "mics" under the names of MICS6, in the layout "own" under names without labels.
"""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

from measure87.study import new_study

ROWS = 360
YES_NO = (
    "CB4", "CB7", "CL1A", "CL1B", "CL1C", "CL1X", "CL4", "CL5", "CL6A", "CL6B", "CL6C", "CL6D",
    "CL6E", "CL6X", "CL7", "CL9", "CL11A", "CL11B",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """How an office writes: yes, no, don't know; male, female; urban, rural; completed."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    no_answer: str
    sex: tuple[str, str]
    area: tuple[str, str]
    completed: str
    names: tuple[str, ...]
    """Of its own layout: cluster, household, line, weight, stratum, age, sex, area, region, work,
    hours, water, firewood."""


_EN = ("cluster", "hhid", "line", "weight", "stratum", "age", "sex", "urbrur", "region", "worked",
       "hours", "water", "firewood")  # fmt: skip
_FR = ("grappe", "menage", "ligne", "poids", "strate", "âge", "sexe", "milieu", "région", "travail",
       "heures", "eau", "bois")  # fmt: skip
_ES = ("UPM", "HOGAR", "RENGLON", "FACTOR07", "ESTRATO", "EDAD", "SEXO", "AREA", "DEPARTAMENTO",
       "TRABAJO", "HORAS", "AGUA", "LEÑA")  # fmt: skip
_PT = ("upa", "domicilio", "ordem", "peso", "estrato", "idade", "sexo", "urbano", "uf", "trabalho",
       "horas", "agua", "lenha")  # fmt: skip

LANGUAGES = {
    "en": Words(("Yes",), ("No",), "DK", ("M", "F"), ("Urban", "Rural"), "COMPLETED", _EN),
    "fr": Words(("Oui", "OUI"), ("Non",),
                "ne sait pas", ("H", "F"), ("Urbain", "Rural"), "Rempli", _FR),
    "es": Words(("Sí", "SI"), ("No",),
                "No sabe", ("Hombre", "Mujer"), ("Urbana", "Rural"), "Completo", _ES),
    "pt": Words(("Sim",), ("Não", "nao"),
                "NS/NR", ("Masculino", "Feminino"), ("urbano", "rural"), "Completo", _PT),
    "ru": Words(("да", "Да"), ("нет",),
                "не знает", ("мужской", "женский"), ("город", "село"), "Заполнен", _EN),
    "ru_latin": Words(("da",), ("net",), "otkaz", ("M", "F"), ("urban", "rural"), "completed", _EN),
    "ar": Words(("نعم",), ("لا",), "لا أعرف", ("ذكر", "أنثى"), ("حضر", "ريف"), "مكتمل", _EN),
    "de": Words(("Ja",), ("Nein",),
                "weiß nicht", ("männlich", "weiblich"), ("Stadt", "Land"), "vollständig", _EN),
}  # fmt: skip
LAYOUTS = ("mics", "own")


def coded(rows: int = ROWS) -> dict[str, list[object]]:
    """The invented survey, with the codes and names of MICS6; the same for every office."""
    rng = random.Random(8)
    table: dict[str, list[object]] = {
        "HH1": [1 + i // 12 for i in range(rows)],
        "HH2": [1 + i % 12 // 2 for i in range(rows)],
        "LN": [2 + i % 2 for i in range(rows)],
        "FS17": [2 if i % 40 == 0 else 1 for i in range(rows)],
        "CB3": [5 + i % 13 for i in range(rows)],
        "HL4": [rng.choice((1, 2)) for _ in range(rows)],
        "HH6": [1 + (i // 12) % 2 for i in range(rows)],
        "HH7": [1 + i // (rows // 3) for i in range(rows)],
        "fsweight": [0.5 + (i // 12) % 3 / 2 for i in range(rows)],
        "PSU": [1 + i // 12 for i in range(rows)],
        "stratum": [1 + i // (rows // 3) for i in range(rows)],
    }
    for name in YES_NO:
        table[name] = [rng.choices((1, 2, 9), (3, 7, 0.4))[0] for _ in range(rows)]
    works = [any(table[n][i] == 1 for n in YES_NO[2:6]) for i in range(rows)]
    table["CL3"] = [rng.randint(1, 60) if w else None for w in works]
    for hours, did in (("CL8", "CL7"), ("CL10", "CL9"), ("CL13", "CL11A")):
        table[hours] = [rng.randint(1, 30) if answer == 1 else None for answer in table[did]]
    return table


def in_words(language: str, table: dict[str, list[object]]) -> dict[str, list[object]]:
    """The survey with the words of a language for the codes of answers, sex and area."""
    words = LANGUAGES[language]
    rng = random.Random(3)
    said = dict(table)
    for name in YES_NO:
        choices = {1: words.yes, 2: words.no, 9: (words.no_answer,)}
        said[name] = [rng.choice(choices[code]) for code in table[name]]
    for name, pair in (("HL4", words.sex), ("HH6", words.area)):
        said[name] = [pair[code - 1] for code in table[name]]
    said["FS17"] = [words.completed if code == 1 else "?" for code in table["FS17"]]
    return said


def own(language: str, table: dict[str, list[object]]) -> dict[str, list[object]]:
    """Some columns of the survey under an office's own names, one question on work alone."""
    names = LANGUAGES[language].names
    taken = ("HH1", "HH2", "LN", "fsweight", "stratum", "CB3", "HL4", "HH6", "HH7", "CL1A", "CL3",
             "CL7", "CL9")  # fmt: skip
    return {name: table[variable] for name, variable in zip(names, taken, strict=True)}


def write_csv(path: Path, table: dict[str, list[object]]) -> Path:
    """A table as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(table)
        lines.writerows(zip(*table.values(), strict=True))
    return path


def office_study(folder: Path, language: str | None, layout: str, table=None) -> Path:
    """A study made by `new` of an office's file; its proposals confirmed. None: the coded file."""
    base = coded() if table is None else table
    said = base if language is None else in_words(language, base)
    file = folder.with_suffix(".csv")
    if layout == "mics":
        new_study(folder, "mics6", data=write_csv(file, said), country="ZZZ", year=2024)
        return folder
    write_csv(file, own(language or "en", said))
    new_study(folder, "blank", data=file, country="ZZZ", year=2024, proposed=True)
    mapping = folder / "mapping.toml"
    text = mapping.read_text("utf-8").replace("confirmed = false", "confirmed = true")
    if language is None:
        text = text.replace("no = [2]", "no = [2]\nunknown = [9]")
    mapping.write_text(text, "utf-8")
    return folder
