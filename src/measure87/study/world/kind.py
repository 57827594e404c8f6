"""A world estimate as a kind of study; what a step needs is loaded when it is taken."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from measure87.files.settings import Declared
from measure87.study.kinds import Draft, Files, Kind, Order

if TYPE_CHECKING:
    from measure87.study.world.recipe import WorldStudy


class WorldKind:
    """Published figures of countries: estimates for countries, regions and the world."""

    name: str = "world"
    own_keys: Collection[str] = ("gather", "publication", "validation")
    presets: Sequence[str] = ("world",)
    takes_minutes: bool = True

    def declared(self) -> Declared:
        """See `Kind`."""
        from measure87.study.world.settings import WorldSettings

        return WorldSettings

    def settings(self, file: Path) -> "WorldStudy":
        """See `Kind`."""
        from measure87.study.world.recipe import WorldStudy
        from measure87.study.world.settings import read_world_settings

        return WorldStudy(read_world_settings(file))

    def republish(self, folder: Path, formats: Sequence[str] | None) -> Files:
        """See `Kind`."""
        from measure87.study.world.republishing import republish_world

        return republish_world(folder, formats)

    def new(self, order: Order) -> Draft:
        """See `Kind`."""
        from measure87.study.world.new import new_world

        return new_world(order)

    def prepare(self, say: Callable[[str], None]) -> None:
        """See `Kind`; there is nothing to do."""


KIND: Kind = WorldKind()
