"""Studies of several inputs: a file of everybody, and files without some of them.

Each reads another measure, so that a figure of each has a name of its own. Nobody does chores and
every question was answered, so that all count the same.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.attacks.studies import Study, without, write_study

_READING = "child_labour/sdg_8_7_1"
_MEASURES = (
    ("child_labour_sdg_a", _READING),
    ("child_labour_sdg_a_strict", f"{_READING}:strict"),
    ("child_labour_sdg_b", _READING),
    ("child_labour_sdg_b_strict", f"{_READING}:strict"),
)


def write_inputs(study: Study, missing: Sequence[Sequence[int]], folder: Path) -> tuple[str, ...]:
    """A folder that `measure87 run` takes; the measures of its inputs, that of everybody first.

    `missing` has of each of up to three more inputs the rows of those who are not in it.
    """
    first, *others = _MEASURES[: len(missing) + 1]
    write_study(replace(study, definitions=(first[1],), measures=(first[0],)), folder)
    settings, mapping = folder / "study.toml", folder / "mapping.toml"
    said, own = settings.read_text("utf-8"), mapping.read_text("utf-8")
    sections, mapped = "", own
    for k, (rows, (measure, reading)) in enumerate(zip(missing, others, strict=True)):
        name = f"without{k}"
        part = write_study(without(study, rows), folder / name)
        (part / "persons.csv").rename(folder / f"{name}.csv")
        sections += (
            f'[inputs.{name}]\npersons = "{name}.csv"\ndefinitions = ["{reading}"]\n'
            f'measures = ["{measure}"]\nby = []\n'
        )
        mapped += own.removeprefix("schema = 1\n").replace("[children", f"[{name}")
    text = said.replace("[disclosure]", f"{sections}[disclosure]")
    settings.write_text(text, encoding="utf-8")
    mapping.write_text(mapped, encoding="utf-8")
    return tuple(measure for measure, _ in (first, *others))
