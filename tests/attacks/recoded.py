"""Groups under the names that a reader gives them who knows who was asked.

Regions that were renamed, put together or drawn anew between two releases, and an area that is two
whole regions: to her these are all sets of the same places.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from tests.attacks.reading import Release
from tests.attacks.studies import Study

URBAN, RURAL = 1, 2
GIRLS = 2
type Codes = Mapping[str, tuple[str, ...]]
"""A code to the places that it holds."""


def with_places(study: Study, places: np.ndarray) -> Study:
    """The same persons, in these regions."""
    return replace(study, persons={**study.persons, "region": places})


def areas_of_regions(study: Study) -> Study:
    """The first two regions are all urban, and the others rural."""
    area = np.where(study.persons["region"] <= 2, 1, 2)
    return replace(study, persons={**study.persons, "area": area})


def a_region_is_urban(study: Study) -> Study:
    """All of the first region live in towns, and of the others some."""
    area = np.where(study.persons["region"] == 1, URBAN, study.persons["area"])
    return replace(study, persons={**study.persons, "area": area})


def girls_of_a_region_are_rural(study: Study) -> Study:
    """All girls of the first region are rural, and no other girls; of boys there are both."""
    persons = study.persons
    of_girls = np.where(persons["region"] == 1, RURAL, URBAN)
    area = np.where(persons["sex"] == GIRLS, of_girls, persons["area"])
    return replace(study, persons={**persons, "area": area})


def by_places(release: Release, variable: str, name: Callable[[str], str]) -> Release:
    """A release whose codes of a variable are regions, under other names."""
    figures = tuple(
        replace(
            figure,
            group=frozenset(
                ("region", name(code)) if own == variable else (own, code)
                for own, code in figure.group
            ),
        )
        for figure in release.figures
    )
    return Release(figures, release.said, release.folder)
