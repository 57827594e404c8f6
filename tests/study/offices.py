"""Invented files as offices have them: answers in words of eight languages, in two layouts.

One invented survey, with codes. A file of an office has the words of its language for the codes:
in the layout "mics" under the names of MICS6, in the layout "own" under names without labels.
"""

import csv
import random
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import polars as pl
import pyreadstat

from measure87.files import AskedError, TableForm
from measure87.study import new_study
from measure87.study.kinds import Order
from measure87.study.new import make_study
from tests.files.office_files import ods_of, settings_asked

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


@dataclass(frozen=True)
class OfficeFile:
    """How an office keeps the invented survey.

    asks : the keys of the one setting that the file needs, if any
    sure : whether some weight says which sign stands before decimals
    """

    kind: str
    language: str
    layout: str
    encoding: str = "utf-8"
    separator: str = ","
    decimal: str = "."
    sure: bool = True
    asks: tuple[str, ...] = ()

    @property
    def coded(self) -> dict[str, list[object]]:
        """The survey with its codes, and weights of this file."""
        table = coded(FEW)
        if not self.sure:
            table["fsweight"] = [1.125 + i // 12 % 3 for i in range(FEW)]
        return table

    @property
    def form(self) -> dict[str, object]:
        """What the office could say of its file."""
        return {"encoding": self.encoding, "decimal": self.decimal, "sheet": "Data",
                "separator": self.separator}  # fmt: skip

    def write(self, folder: Path) -> Path:
        """Lay the file into a folder."""
        said = in_words(self.language, self.coded)
        table = said if self.layout == "mics" else own(self.language, said)
        inner = "csv" if self.kind == "zip" else self.kind.removesuffix("2")
        path = folder / f"s.{inner}"
        if inner == "csv":
            path.write_bytes(self._as_text(table))
        elif inner in ("xlsx", "ods"):
            _write_book(path, table, several=self.kind.endswith("2"), decimal=self.decimal)
        elif inner == "parquet":
            pl.DataFrame(table).write_parquet(path)
        else:
            _write_labelled(path, self, table)
        if self.kind != "zip":
            return path
        with zipfile.ZipFile(folder / "s.zip", "w") as packed:
            packed.write(path, "sent/données.csv")
        path.unlink()
        return folder / "s.zip"

    def _as_text(self, table: dict[str, list[object]]) -> bytes:
        rows = [table, *zip(*table.values(), strict=True)]
        lines = (self.separator.join(self._cell(one) for one in row) for row in rows)
        return "".join(f"{line}\r\n" for line in lines).encode(self.encoding)

    def _cell(self, value: object) -> str:
        text = "" if value is None else str(value)
        text = text.replace(".", self.decimal) if isinstance(value, float) else text
        return f'"{text}"' if self.separator in text else text

    def study(self, folder: Path) -> tuple[Path, tuple[str, ...]]:
        """A study of it, its proposals confirmed, and the keys that had to be said for it."""
        file = self.write(folder)
        preset, proposed = ("mics6", False) if self.layout == "mics" else ("blank", True)
        place, keys = folder / "s", ()
        try:
            make_study(Order(place, preset, file, "ZZZ", 2024, proposed))
        except AskedError as error:
            keys = tuple(settings_asked(error)[0])
            form = TableForm(**{key: self.form[key] for key in keys})
            make_study(Order(place, preset, file, "ZZZ", 2024, proposed, form=form))
        mapping = place / "mapping.toml"
        text = mapping.read_text("utf-8").replace("confirmed = false", "confirmed = true")
        mapping.write_text(text, "utf-8")
        return place, keys


FEW = 72
"""Rows of the files that are crossed."""


def _write_book(path: Path, table: dict[str, list[object]], *, several: bool, decimal: str) -> None:
    """A workbook; weights stand in it as text where the sign is a comma."""

    def cell(value: object) -> object:
        return (
            str(value).replace(".", ",") if isinstance(value, float) and decimal == "," else value
        )

    rows = [list(table), *([cell(v) for v in row] for row in zip(*table.values(), strict=True))]
    sheets = {"Data": rows} | ({"Notes": [["note"], ["of an office"]]} if several else {})
    if path.suffix == ".ods":
        path.write_bytes(ods_of(sheets))
        return
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)


def _write_labelled(path: Path, made: OfficeFile, said: dict[str, list[object]]) -> None:
    """An SPSS or Stata file: codes whose labels are the words of the language."""
    base = made.coded
    table = base if made.layout == "mics" else own(made.language, base)
    labels: dict[str, dict[object, str]] = {}
    for name, codes in table.items():
        pairs = {c: str(w) for c, w in zip(codes, said[name], strict=True) if isinstance(w, str)}
        if pairs:
            labels[name] = pairs
    plain = {"âge": "age", "région": "region", "LEÑA": "LENA"} if path.suffix == ".dta" else {}
    frame = pl.DataFrame({plain.get(name, name): codes for name, codes in table.items()})
    write = pyreadstat.write_sav if path.suffix == ".sav" else pyreadstat.write_dta
    write(frame, str(path), variable_value_labels=labels)
