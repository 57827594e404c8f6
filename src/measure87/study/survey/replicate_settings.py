"""The table `[design.replicates]` of `study.toml`: errors from replicates of the weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, get_args

from measure87.estimate.replicates import (
    METHODS,
    GivenReplicates,
    MadeReplicates,
    Replicates,
    chosen_columns,
)
from measure87.estimate.replicates.settings import Kind as Made
from measure87.estimate.replicates.settings import Method
from measure87.files.settings import (
    FLAG,
    NUMBER,
    TEXT,
    ZERO_OR_MORE,
    Kind,
    LeftOut,
    Named,
    Place,
    TomlValue,
    choice,
    settings_at_fault,
    whole,
)

NONE = "none"
_MADE: tuple[Made, ...] = get_args(Made)
_GIVEN: tuple[Method, ...] = get_args(Method)
_MOST, _LARGEST_SEED = 10_000, 2**31 - 1
_OF_MADE = ("number", "seed")
_OF_COLUMNS = ("scale", "rscales", "factors")


def _are_factors(value: TomlValue) -> bool:
    return isinstance(value, list) and bool(value) and all(map(ZERO_OR_MORE.fits, value))


def _as_numbers(value: list[float]) -> tuple[float, ...]:
    return tuple(float(one) for one in value)


_NUMBERS = Kind(
    "a list of numbers of 0 or more, as [0.9, 0.95]",
    {"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 1},
    _are_factors,
    _as_numbers,
)


@dataclass(frozen=True)
class GivenColumns:
    """Columns with replicate weights, before the file is known: see `GivenReplicates`."""

    pattern: str
    method: Method
    scale: float | None
    rscales: tuple[float, ...]
    rho: float | None
    mse: bool
    are_factors: bool

    def in_file(self, present: tuple[str, ...]) -> GivenReplicates:
        """The replicates of a file with these columns."""
        return GivenReplicates(
            chosen_columns(self.pattern, present), self.method, self.scale, self.rscales,
            self.rho, self.mse, not self.are_factors,
        )  # fmt: skip


@dataclass(frozen=True)
class ReplicateSettings:
    """The replicates of a study.

    place : the table in the settings, for messages
    asked : what to make, or which columns to read; None leaves the columns of a file out
    input : whose errors come from them; None: those of every input
    """

    place: Place
    asked: MadeReplicates | GivenColumns | None
    input: str | None = None

    @property
    def pattern(self) -> str | None:
        """The columns to read, as `rw*`."""
        return self.asked.pattern if isinstance(self.asked, GivenColumns) else None

    @property
    def are_repeated(self) -> bool:
        """Whether the steps of a recipe are repeated in each."""
        return isinstance(self.asked, MadeReplicates)

    def concern(self, name: str) -> bool:
        """Whether they are about an input."""
        return self.input is None or self.input == name

    def in_file(self, present: tuple[str, ...]) -> Replicates | None:
        """The replicates of a file with these columns.

        Raises
        ------
        StudyError, DataError
            If no column is called so, one is missing, or they say no variance.
        """
        if not isinstance(self.asked, GivenColumns):
            return self.asked
        with settings_at_fault(self.place.where):
            return self.asked.in_file(present)

    @property
    def stated(self) -> dict[str, str | int]:
        """What a release says of them: no seed and no column, from which factors could be made."""
        if self.asked is None:
            return {}
        n = self.asked.n if isinstance(self.asked, MadeReplicates) else None
        told: dict[str, str | int] = {"method": self.asked.method}
        return told if n is None else told | {"number": n}


def replicate_settings(
    *,
    place: Place,
    content: Mapping[str, TomlValue],
    method: Annotated[
        str | None,
        choice(tuple(dict.fromkeys((*_MADE, *_GIVEN, NONE)))),
        "without `columns` the kind to make: `jk1`, `jkn`, `brr`, `fay`, `rao-wu` or `preston`; "
        "with `columns` how they were made: `jk1`, `jkn`, `jk2`, `brr`, `fay`, `bootstrap`, "
        "`successive-difference` or `other`; `none`: replicate weights in the file are left out",
        LeftOut("an error, for the standard error hangs on it"),
    ] = None,
    columns: Annotated[
        str | None,
        TEXT,
        'replicate weights in the file of persons, as `"rw*"`',
        LeftOut("replicates are made from the design"),
    ] = None,
    number: Annotated[
        int | None, whole(2, _MOST), "how many, of `rao-wu` and `preston`", LeftOut("200")
    ] = None,
    seed: Annotated[int, whole(0, _LARGEST_SEED), "of `rao-wu` and `preston`"] = 1,
    rho: Annotated[
        float | None, NUMBER, "of Fay's method", LeftOut("0.3 where they are made")
    ] = None,
    scale: Annotated[
        float | None,
        ZERO_OR_MORE,
        "of `columns`: what the sum of squares is multiplied by",
        LeftOut("as the method has it"),
    ] = None,
    rscales: Annotated[
        tuple[float, ...],
        _NUMBERS,
        "of `columns`: a list of a factor for each replicate, or of one for all",
        LeftOut("1"),
    ] = (),
    mse: Annotated[
        bool, FLAG, "squares around the estimate, and not around the mean of the replicates"
    ] = False,
    factors: Annotated[
        bool, FLAG, "the `columns` are factors of the sampling weight, and not weights"
    ] = False,
    of_input: Annotated[
        str | None,
        TEXT,
        "the input whose errors come from them",
        LeftOut("every input"),
        Named("input"),
    ] = None,
) -> ReplicateSettings:
    """The settings, checked as far as they can be without the file.

    Raises
    ------
    StudyError
        If nothing says how replicates are or were made, or keys contradict each other.
    """
    if method is None:
        raise _asks(place, columns)
    if columns is None or method == NONE:
        _refuse(place, content, _OF_COLUMNS, "columns")
    if columns is not None or method == NONE:
        _refuse(place, content, _OF_MADE, "replicates that are made")
    if method == NONE:
        return ReplicateSettings(place, None, of_input)
    if columns is None:
        return ReplicateSettings(place, _made(place, method, number, seed, rho, mse), of_input)
    how = next((one for one in _GIVEN if one == method), None)
    if how is None:
        raise place.fault(
            f"{method!r} is a way to make replicates, and `columns` names some that exist",
            hint=f"say how they were made: {', '.join(METHODS)}; or leave `columns` out",
        )
    given = GivenColumns(columns, how, scale, rscales, rho, mse, factors)
    with settings_at_fault(place.where):  # what says no variance, whatever the file has
        GivenReplicates(tuple(f"{columns}{i}" for i in range(max(2, len(rscales)))), how, scale,
                        rscales, rho, mse, not factors)  # fmt: skip
    return ReplicateSettings(place, given, of_input)


def _made(
    place: Place, method: str, number: int | None, seed: int, rho: float | None, mse: bool
) -> MadeReplicates:
    kind = next((one for one in _MADE if one == method), None)
    if kind is None:
        raise place.fault(
            f"replicates {method!r} cannot be made, only read from columns",
            hint=f'name the columns, as columns = "rw*", or make {", ".join(_MADE)}',
        )
    with settings_at_fault(place.where):
        return MadeReplicates(kind, number, seed, rho, mse)


def _asks(place: Place, columns: str | None) -> Exception:
    if columns is None:
        return place.missing("method", hint='write method = "rao-wu", or another kind')
    return place.fault(
        f"the replicate weights {columns} are named, and nothing says how they were made",
        code="replicate-method",
        hint=f'write method = "..." as the survey\'s documentation says: {", ".join(METHODS)}',
    )


def _refuse(
    place: Place, content: Mapping[str, TomlValue], keys: tuple[str, ...], needed: str
) -> None:
    """Refuse keys that say nothing without another."""
    for key in keys:
        if key in content:
            raise place.fault(f"{key!r} says nothing without {needed}", hint="leave it out")
