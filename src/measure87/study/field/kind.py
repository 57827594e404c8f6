"""A fielded survey as a kind of study; what a step needs is loaded when it is taken."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from measure87.files.settings import Declared
from measure87.study.kinds import Draft, Files, Kind, Order
from measure87.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from measure87.study.field.recipe import FieldStudy


class FieldKind:
    """A survey whose form `measure87 form build` made: data from the field, figures as a survey's.

    It is made by `form build` and not by `new`.
    """

    name: str = "field"
    own_keys: Collection[str] = ("sample", "field")
    presets: Sequence[str] = ()
    takes_minutes: bool = False

    def declared(self) -> Declared:
        """See `Kind`."""
        from measure87.study.field.settings import FieldSettings

        return FieldSettings

    def settings(self, file: Path) -> "FieldStudy":
        """See `Kind`."""
        from measure87.study.field.recipe import FieldStudy
        from measure87.study.field.settings import read_field_settings

        return FieldStudy(read_field_settings(file.parent))

    def republish(self, folder: Path, formats: Sequence[str] | None) -> Files:
        """See `Kind`."""
        from measure87.study.survey.kind import KIND as SURVEY

        return SURVEY.republish(folder, formats)

    def new(self, order: Order) -> Draft:
        """See `Kind`."""
        raise UsageError(
            "a fielded survey begins with its form",
            hint="measure87 form build COUNTRY.toml -o DIR",
        )

    def prepare(self, say: Callable[[str], None]) -> None:
        """See `Kind`."""
        from measure87.study.survey.kind import KIND as SURVEY

        SURVEY.prepare(say)


KIND: Kind = FieldKind()
