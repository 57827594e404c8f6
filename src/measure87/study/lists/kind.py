"""A study of lists as a kind of study; what a step needs is loaded when it is taken."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from measure87.files.settings import Declared
from measure87.study.kinds import Draft, Files, Kind, Order

if TYPE_CHECKING:
    from measure87.study.lists.recipe import ListsStudy

LISTS = "lists"
"""The name of the kind and of its preset, and of the table of `study.toml` that it alone has."""


class ListsKind:
    """Overlapping lists of persons: how many there are whom no list has."""

    name: str = LISTS
    own_keys: Collection[str] = (LISTS,)
    presets: Sequence[str] = (LISTS,)
    takes_minutes: bool = False

    def declared(self) -> Declared:
        """See `Kind`."""
        from measure87.study.lists.settings import ListSettings

        return ListSettings

    def settings(self, file: Path) -> "ListsStudy":
        """See `Kind`."""
        from measure87.study.lists.recipe import ListsStudy
        from measure87.study.lists.settings import read_list_settings

        return ListsStudy(read_list_settings(file.parent))

    def republish(self, folder: Path, formats: Sequence[str] | None) -> Files:
        """See `Kind`."""
        from measure87.disseminate.html import lists_report
        from measure87.study.publication import publish_result_again

        return publish_result_again(folder, formats, lists_report)

    def new(self, order: Order) -> Draft:
        """See `Kind`."""
        from measure87.study.lists.new import new_list_study

        return new_list_study(order)

    def prepare(self, say: Callable[[str], None]) -> None:
        """See `Kind`; there is nothing to do."""


KIND: Kind = ListsKind()
