"""Records of inspectors as a kind of study; what a step needs is loaded when it is taken."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from measure87.files.settings import Declared
from measure87.study.kinds import Draft, Files, Kind, Order

if TYPE_CHECKING:
    from measure87.study.inspections.recipe import InspectionStudy


class InspectionsKind:
    """At how many of the workplaces that inspectors went to children were found."""

    name: str = "inspections"
    own_keys: Collection[str] = ("visits",)
    presets: Sequence[str] = ("inspections",)
    takes_minutes: bool = False

    def declared(self) -> Declared:
        """See `Kind`."""
        from measure87.study.inspections.settings import InspectionSettings

        return InspectionSettings

    def settings(self, file: Path) -> "InspectionStudy":
        """See `Kind`."""
        from measure87.study.inspections.recipe import InspectionStudy
        from measure87.study.inspections.settings import read_inspection_settings

        return InspectionStudy(read_inspection_settings(file.parent))

    def republish(self, folder: Path, formats: Sequence[str] | None) -> Files:
        """See `Kind`."""
        from measure87.study.inspections.recipe import republish

        return republish(folder, formats)

    def new(self, order: Order) -> Draft:
        """See `Kind`."""
        from measure87.study.inspections.settings import new_inspections

        return new_inspections(order)

    def prepare(self, say: Callable[[str], None]) -> None:
        """See `Kind`; there is nothing to do."""


KIND: Kind = InspectionsKind()
