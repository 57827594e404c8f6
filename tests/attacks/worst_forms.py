"""Studies of children in worst forms of child labour, who are in forced labour by the same answers.

One question on worst forms is behind two measures, of child labour and of forced labour: their
cases are the same children, as any reader of the definitions knows. So counts by the tables of the
one tell what is hidden in the tables of the other.
"""

import csv
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np

WORST_FORMS = "worst_forms_other_icls"
FOURTH_ROUTE = "forced_labour_children_worst_forms"
DEFINITIONS = {
    WORST_FORMS: "child_labour/icls18_2008_amended_2018",
    FOURTH_ROUTE: "forced_labour/icls20_2018",
}
_CELLS = [*product("12", "123")]
"""Codes of sex and region."""

type Group = tuple[tuple[str, str], ...]
type Counts = Mapping[tuple[str, Group], int | None]
"""Measure and group to the number of cases, None where it is kept back."""


def write_persons(seed: int, folder: Path) -> dict[Group, int]:
    """300 to 499 children, few of them in a worst form; how many in each group."""
    rng = np.random.default_rng([5101, seed])
    n = int(rng.integers(300, 500))
    sex, region = rng.integers(1, 3, n), rng.integers(1, 4, n)
    is_in = rng.random(n) < np.where(sex == 1, 0.02, 0.06)
    folder.mkdir(parents=True)
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["id", "age", "sex", "region", "weight", "form", "no", "yes"])
        for k in range(n):
            form = 1 if is_in[k] else 2
            lines.writerow([k, 12 + k % 6, sex[k], region[k], 100, form, 2, 1])
    places = [("sex", sex), ("region", region)]
    found = {}
    for chosen in ([], [0], [1], [0, 1]):
        for codes in product(*("12" if k == 0 else "123" for k in chosen)):
            inside = is_in.copy()
            for k, code in zip(chosen, codes, strict=True):
                inside &= places[k][1] == int(code)
            named = zip((places[k][0] for k in chosen), codes, strict=True)
            found[tuple(sorted(named))] = int(inside.sum())
    return found


def write_settings(folder: Path, inputs: Mapping[str, tuple[str, Sequence[str]]]) -> None:
    """What is asked of the persons: of each input one measure, and the tables that it is by."""
    settings = (
        'schema = 1\ntitle = "Attacked, invented"\ncountry = "ZZZ"\nyear = 2025\n'
        'population = "invented children"\ninvented = true\nexplain = false\n'
        'reference_period = "12 months"\n'
    )
    mapping = "schema = 1\n"
    for name, (measure, by) in inputs.items():
        tables = ", ".join(f'"{one}"' for one in by)
        settings += (
            f'[inputs.{name}]\npersons = "persons.csv"\ndefinitions = ["{DEFINITIONS[measure]}"]\n'
            f'measures = ["{measure}"]\nby = [{tables}]\n'
        )
        mapping += _mapping(name)
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")


def _mapping(name: str) -> str:
    columns = {"person_id": "id", "age_years": "age", "region": "region", "weight": "weight"}
    lines = [f'[{name}.persons.{one}]\nvariable = "{of}"\n' for one, of in columns.items()]
    lines.append(f"[{name}.persons.sex]\nvariable = \"sex\"\ncodes = {{ 1 = '1', 2 = '2' }}\n")
    forms = {"worst_form_3a": "form", "worst_form_3b": "no", "worst_form_3c": "no"}
    answers = [(f"persons.{one}", of) for one, of in forms.items()]
    lines += [f'[[{name}.jobs]]\njob = "1"\n']
    for place, variable in (("jobs.for_third_party", "yes"), *answers):
        lines.append(f'[{name}.{place}]\nvariable = "{variable}"\nyes = [1]\nno = [2]\n')
    return "".join(lines)


def told(counts: Counts) -> dict[tuple[str, Group], int]:
    """What is kept back and follows, the cases of both measures being the same children."""
    shown = {group: number for (_, group), number in counts.items() if number is not None}
    known = np.array([_row(group) for group in shown]).T
    values = np.array([*shown.values()], dtype=float)
    found = {}
    for (measure, group), number in counts.items():
        if number is None:
            x = np.linalg.lstsq(known, _row(group), rcond=None)[0]
            if np.allclose(known @ x, _row(group), atol=1e-9):
                found[measure, group] = round(float(x @ values))
    return found


def _row(group: Group) -> np.ndarray:
    codes = dict(group)
    return np.array(
        [
            float(codes.get("sex", sex) == sex and codes.get("region", region) == region)
            for sex, region in _CELLS
        ]
    )
