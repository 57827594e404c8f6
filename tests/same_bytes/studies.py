"""Folders to run: the four examples, and studies drawn at random out of simulated data.

What is drawn are settings that change what is computed, hidden and printed: measures, tables,
designs, limits of the gate, languages. Each study is of one of the kinds there are.
"""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from measure87.simulate import invent_country, write_study_data
from measure87.simulate.overlapping_lists import simulate_lists
from measure87.study.keyed_hash import kept_key

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
_LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar")
_PERSONS = 6_000
_SURVEYED_COUNTRIES = 40


@dataclass(frozen=True)
class Trial:
    """A folder, and the command that fills its `out`."""

    name: str
    command: tuple[str, ...]


def with_keys(folder: Path) -> None:
    """Give each study its secret, so that both sides hash their inputs under the same one."""
    for settings in folder.glob("*/study.toml"):
        kept_key(settings.parent)


def write_examples(folder: Path) -> list[Trial]:
    """Copies of the examples, with the data that the simulated country needs."""
    trials = []
    for source in sorted(path for path in EXAMPLES.iterdir() if path.is_dir()):
        kept = shutil.ignore_patterns("out", "out.previous", "private", "data", "__pycache__")
        shutil.copytree(source, folder / source.name, ignore=kept)
        trials.append(_world(source.name) if "world" in source.name else _study(source.name))
    data = folder / "invented-country" / "data"
    data.mkdir()
    write_study_data(invent_country(87), data)
    return trials


def write_random(folder: Path, number: int, seed: int) -> list[Trial]:
    """Studies drawn with a seed: of ten, six surveys, three studies of lists and one world."""
    makers = _DRAWN * -(-number // len(_DRAWN))
    return [
        maker(folder, f"{maker.__name__.strip('_')}-{place}", np.random.default_rng([seed, place]))
        for place, maker in enumerate(makers[:number], start=1)
    ]


def _study(name: str) -> Trial:
    return Trial(name, ("run", name))


def _world(name: str, settings: str = "demo.toml") -> Trial:
    return Trial(name, ("combine", f"{name}/{settings}", "-o", f"{name}/out"))


def _survey(folder: Path, name: str, rng: np.random.Generator) -> Trial:
    target = folder / name
    (target / "data").mkdir(parents=True)
    country = invent_country(int(rng.integers(1, 10**6)), persons=_PERSONS)
    write_study_data(country, target / "data")
    shutil.copyfile(EXAMPLES / "invented-country" / "mapping.toml", target / "mapping.toml")
    (target / "study.toml").write_text(_survey_settings(rng), "utf-8")
    return _study(name)


def _survey_settings(rng: np.random.Generator) -> str:
    child_by = _some(rng, ["age", "sex", "sex*age", "area", "region", "wealth_quintile"], 3)
    adult_by = _some(rng, ["sex", "age", "area", "region", "migrant_status"], 2)
    definitions = _some(
        rng,
        [
            "child_labour/sdg_8_7_1",
            "child_labour/mics6_pr34",
            "child_labour/icls18_2008_amended_2018",
        ],
        int(rng.integers(1, 3)),
    )
    interval = rng.choice(["korn-graubard", "wilson", "logit", "likelihood"])
    pairs = {
        "schema": "1",
        "title": _quoted("A simulated country"),
        "country": _quoted("ZZZ"),
        "year": "2025",
        "population": _quoted("persons in households of a simulated country"),
        "invented": "true",
        "language": _quoted(str(rng.choice(_LANGUAGES))),
    }
    children = {"persons": _quoted("data/fs.sav"), "definitions": _list(definitions)}
    adults = {
        "persons": _quoted("data/fl_persons.sav"),
        "jobs": _quoted("data/fl_jobs.csv"),
        "circumstances": _quoted("data/fl_circumstances.parquet"),
        "definitions": _list(["forced_labour/icls20_2018"]),
        "reference_period": _quoted("5 years"),
    }
    parts = [_lines(pairs), "[inputs.fs]", _lines(children | {"by": _list(child_by)})]
    if rng.random() < 0.5:
        parts += ["[inputs.forced_labour]", _lines(adults | {"by": _list(adult_by)})]
    design = {
        "single_cluster": _quoted(str(rng.choice(["adjust", "average", "certainty"]))),
        "interval": _quoted(str(interval)),
        "level": str(rng.choice([0.9, 0.95])),
    }
    limits = {
        "minimum_respondents": str(rng.choice([10, 25, 50])),
        "brackets_below": "50",
        "minimum_cases": str(rng.choice([3, 5])),
    }
    return "\n".join([*parts, "[design]", _lines(design), "[disclosure]", _lines(limits)])


def _lists(folder: Path, name: str, rng: np.random.Generator) -> Trial:
    target = folder / name
    target.mkdir(parents=True)
    shares = rng.uniform(0.02, 0.2, size=int(rng.integers(3, 6))).tolist()
    persons = int(rng.integers(3_000, 30_000))
    found = simulate_lists(rng, persons, shares, spread=float(rng.uniform(0, 1)))
    found.counts().write_csv(target / "lists.csv")
    about = {
        "schema": "1",
        "title": _quoted("Simulated lists"),
        "country": _quoted("ZZZ"),
        "invented": "true",
        "language": _quoted(str(rng.choice(_LANGUAGES))),
    }
    counted = {
        "population": _quoted("simulated persons"),
        "place": _quoted("a simulated country"),  # so that commits before `area` can read it
        "period": _quoted("2025"),
        "status": _quoted("confirmed"),
        "closed_because": _quoted("nobody is born, dies or moves in the simulation"),
    }
    lists = {
        "table": _quoted("lists.csv"),
        "columns": _list(list(found.lists)),
        "count": _quoted("count"),
        "seed": str(int(rng.integers(1, 1000))),
        "bootstrap": "200",
    }
    limits = {"minimum_cases": str(rng.choice([1, 3]))}
    parts = [_lines(about), "[counted]", _lines(counted), "[lists]", _lines(lists)]
    (target / "study.toml").write_text("\n".join([*parts, "[disclosure]", _lines(limits)]), "utf-8")
    return _study(name)


def _world_of_some(folder: Path, name: str, rng: np.random.Generator) -> Trial:
    """The world example with the figures of some of its countries and another seed."""
    source, target = EXAMPLES / "world-child-labour", folder / name
    kept = shutil.ignore_patterns("out", "out.previous", "private", "world.toml")
    shutil.copytree(source, target, ignore=kept)
    figures = pl.read_csv(source / "sdg_8_7_1.csv", infer_schema=False)
    places = sorted(figures["geo_area"].unique().to_list())
    chosen = rng.choice(places, size=min(_SURVEYED_COUNTRIES, len(places)), replace=False)
    figures.filter(pl.col("geo_area").is_in(chosen.tolist())).write_csv(target / "sdg_8_7_1.csv")
    settings = (source / "demo.toml").read_text("utf-8")
    seeded = settings.replace("seed = 87", f"seed = {int(rng.integers(1, 1000))}")
    (target / "demo.toml").write_text(seeded, "utf-8")
    return _world(name)


_Maker = Callable[[Path, str, np.random.Generator], Trial]
_DRAWN: list[_Maker] = [
    _survey, _lists, _survey, _survey, _lists, _survey, _world_of_some, _survey, _lists, _survey,
]  # fmt: skip


def _some(rng: np.random.Generator, of: Sequence[str], number: int) -> list[str]:
    """Some of them, in their order."""
    taken = set(rng.choice(len(of), size=number, replace=False).tolist())
    return [one for place, one in enumerate(of) if place in taken]


def _quoted(text: str) -> str:
    return f'"{text}"'


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _lines(pairs: Mapping[str, str]) -> str:
    return "\n".join(f"{key} = {value}" for key, value in pairs.items())
