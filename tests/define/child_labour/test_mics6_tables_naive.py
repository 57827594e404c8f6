"""The columns of the MICS6 tables against the programme's sentences, in every possible world.

A second implementation over plain answers. What the programme counts is written out for answers
that are all known; an answer that is not known is put as everything it could be, and a column is
unknown just where the programme would then count some of these children and not the others.
"""

import itertools

import polars as pl

from measure87.classify import Tables, classify
from measure87.define import load_definition

WORDS = {"no": 0, "unknown": 1, "yes": 2, None: None}
WORK = ("children_in_economic_activity", "economic_activity_below_threshold")
CHORES = (
    "children_in_household_chores",
    "household_chores_below_threshold",
    "household_chores_at_or_above_threshold",
)
AGES = (5, 11, 12, 14, 15, 17)
POSSIBLE = (0, 1, 14, 20, 21, 43, 168)
"""Hours that a child may have worked of whom nobody told them: on both sides of every limit."""

OF_WORK = [(did, None) for did in ("no", "unknown", None)] + [
    ("yes", hours) for hours in (None, 0, 0.5, 1, 13, 14, 42, 43, 60)
]
OF_CHORES = [(did, None) for did in ("no", "unknown", None)] + [
    ("yes", hours) for hours in (None, 0, 1, 10, 20, 21)
]


def _in_words(worlds: set[bool]) -> int:
    """The status that a set of possible answers comes to."""
    return WORDS["unknown" if len(worlds) == 2 else "yes" if worlds == {True} else "no"]


def _worlds(did: str | None, hours: float | None) -> list[tuple[bool, float]]:
    """Whether an activity was done, and for how long, in each world."""
    done = [(True, spent) for spent in (POSSIBLE if hours is None else (hours,))]
    return {"yes": done, "no": [(False, 0)]}.get(did, [*done, (False, 0)])


def _work(age: int, did: str | None, hours: float | None) -> list[int]:
    """Any work; and work for fewer hours than 1 at 5-11, 14 at 12-14, 43 at 15-17."""
    limit = 1 if age <= 11 else 14 if age <= 14 else 43
    worlds = _worlds(did, hours)
    return [
        _in_words({worked for worked, _ in worlds}),
        _in_words({worked and spent < limit for worked, spent in worlds}),
    ]


def _chores(age: int, kinds: tuple[tuple[str | None, float | None], ...]) -> list[int]:
    """Any of three kinds; for less than 21 hours together; for 21 and more, at 5-14.

    A kind that was not asked adds nothing, unless none was. The column "less than" has no hours
    of a kind of which it is not known whether it was done: the programme finds them empty.
    """
    asked = [kind for kind in kinds if kind[0] is not None]
    if not asked:
        open_ = WORDS["unknown"] if age <= 14 else WORDS["no"]
        return [WORDS["unknown"], open_, open_]
    worlds = list(itertools.product(*(_worlds(*kind) for kind in asked)))
    sure = list(
        itertools.product(
            *(_worlds(*kind) if kind[0] != "unknown" else [(True, 0), (False, 0)] for kind in asked)
        )
    )
    return [
        _in_words({_any(world) for world in worlds}),
        _in_words({age <= 14 and _any(world) and _together(world) < 21 for world in sure}),
        _in_words({age <= 14 and _any(world) and _together(world) >= 21 for world in worlds}),
    ]


def _any(world: tuple[tuple[bool, float], ...]) -> bool:
    return any(did for did, _ in world)


def _together(world: tuple[tuple[bool, float], ...]) -> float:
    return sum(spent for _, spent in world)


def _found(children: list[dict], measures: tuple[str, ...]) -> list[list[int]]:
    """What the definition says of children who did nothing that is not told."""
    nothing = {
        "age_years": 5, "economic_activity": "no", "economic_hours": None,
        "fetched_water": "no", "water_hours": None, "collected_firewood": "no",
        "firewood_hours": None, "household_chores": "no", "chores_hours": None,
    }  # fmt: skip
    rows = [{"person_id": number} | nothing | child for number, child in enumerate(children)]
    hours = [name for name in nothing if name.endswith("hours")]
    types = dict.fromkeys(hours, pl.Float64) | {"age_years": pl.Int64, "person_id": pl.Int64}
    statuses = [name for name in nothing if name not in types]
    table = pl.DataFrame(rows, types | dict.fromkeys(statuses, pl.String)).with_columns(
        pl.col(statuses).replace_strict(WORDS, return_dtype=pl.Int8)
    )
    definition = load_definition("child_labour/mics6_tables")
    frame = classify(Tables(table.lazy()), [(definition, measures)]).collect()
    return [list(row) for row in frame.sort("person_id").select(measures).rows()]


def test_work_is_in_the_columns_in_which_the_programme_has_it_in_every_world():
    told = [(age, did, hours) for age in AGES for did, hours in OF_WORK]
    children = [
        {"age_years": age, "economic_activity": did, "economic_hours": hours}
        for age, did, hours in told
    ]
    for answers, found in zip(told, _found(children, WORK), strict=True):
        assert found == _work(*answers), answers


def test_chores_are_in_the_columns_in_which_the_programme_has_them_in_every_world():
    told = list(itertools.product((5, 14, 15, 17), itertools.product(OF_CHORES, repeat=3)))
    names = ("fetched_water", "collected_firewood", "household_chores")
    hours = ("water_hours", "firewood_hours", "chores_hours")
    children = [
        {"age_years": age}
        | {name: did for name, (did, _) in zip(names, kinds, strict=True)}
        | {name: spent for name, (_, spent) in zip(hours, kinds, strict=True)}
        for age, kinds in told
    ]
    for answers, found in zip(told, _found(children, CHORES), strict=True):
        assert found == _chores(*answers), answers
