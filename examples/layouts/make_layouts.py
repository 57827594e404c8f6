"""Writes invented files in the layouts of three offices, for docs/how-to/layouts-of-offices.md.

Names of the DHS Program (hv001, hv104_01, ...) and of ENAHO (CONGLOME, P208A, FAC500A, ...) are as
public programs that read such files have them; all persons and answers, and the names of questions
on children's work, are invented.
"""

import csv
import random
import sys
from pathlib import Path

CLUSTERS, HOUSEHOLDS, MEMBERS = 40, 8, 4


def write(path: Path, rows: list[dict[str, object]]) -> None:
    """Rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    print(f"{path.as_posix()}: {len(rows)} rows")


def dhs_like(rng: random.Random) -> list[dict[str, object]]:
    """One row a household: its members side by side, then the child of 5-17 that was drawn."""
    rows = []
    for cluster in range(1, CLUSTERS + 1):
        for household in range(1, HOUSEHOLDS + 1):
            ages = [40 + household, 38, 5 + (cluster + household) % 13, rng.randint(0, 17)]
            members = range(1, MEMBERS + 1)
            works = rng.random() < 0.2
            rows.append(
                {"hv001": cluster, "hv002": household, "hv005": 1_000_000 + 1000 * cluster}
                | {"hv021": cluster, "hv023": 1 + cluster % 2, "hv025": 1 + cluster % 2}
                | {f"hv104_{m:02}": 1 + rng.randrange(2) for m in members}
                | {f"hv105_{m:02}": age for m, age in zip(members, ages, strict=True)}
                | {"drawn_line": 3, "child_worked": "yes" if works else "no"}
                | {"child_hours": rng.randint(1, 50) if works else None}
            )
    return rows


def persons(rng: random.Random) -> list[dict[str, object]]:
    """Persons of a labour force survey, one row each."""
    rows = []
    for cluster in range(1, CLUSTERS + 1):
        for household in range(1, HOUSEHOLDS + 1):
            for line in range(1, MEMBERS + 1):
                age = 40 + household if line < 3 else 5 + (cluster + household * line) % 13
                works = rng.random() < (0.7 if line < 3 else 0.2)
                rows.append(
                    {"cluster": cluster, "household": household, "line": line, "age": age,
                     "male": rng.randrange(2), "works": works,
                     "hours": rng.choice((98, 99)) if works and rng.random() < 0.03
                     else rng.randint(1, 60) if works else None}
                )  # fmt: skip
    return rows


def lfs_like(rng: random.Random) -> list[dict[str, object]]:
    """One row a person, names and answers in French, 98 and 99 for no answer in the hours."""
    return [
        {"grappe": p["cluster"], "menage": p["household"], "ligne": p["line"], "poids": 1.5,
         "strate": 1 + p["cluster"] % 2, "age": p["age"], "sexe": "HF"[1 - p["male"]],
         "milieu": ("urbain", "rural")[p["cluster"] % 2], "travail": "oui" if p["works"] else "non",
         "heures": p["hours"]}
        for p in persons(rng)
    ]  # fmt: skip


def enaho_like(rng: random.Random) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Two files with the same keys: the members of households, and the module on work."""
    made = persons(rng)
    keys = [
        {"CONGLOME": p["cluster"], "VIVIENDA": p["household"], "HOGAR": 11, "CODPERSO": p["line"]}
        for p in made
    ]
    members = [
        key | {"ESTRATO": 1 + p["cluster"] % 2, "FACTOR07": 2.0, "P207": 2 - p["male"],
               "P208A": p["age"]}
        for key, p in zip(keys, made, strict=True)
    ]  # fmt: skip
    work = [
        key | {"OCU500": 1 if p["works"] else 4, "FAC500A": 2.5,
               "P513T": None if p["hours"] in (98, 99) else p["hours"]}
        for key, p in zip(keys, made, strict=True)
    ]  # fmt: skip
    rng.shuffle(work)
    return members, work


def main(folder: Path) -> None:
    """Write all files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(87)
    write(folder / "dhs_like.csv", dhs_like(rng))
    write(folder / "lfs_like.csv", lfs_like(rng))
    members, work = enaho_like(rng)
    write(folder / "enaho_members.csv", members)
    write(folder / "enaho_work.csv", work)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
