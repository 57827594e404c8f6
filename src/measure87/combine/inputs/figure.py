"""One published figure, as every importer gives it."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Figure:
    """One published figure; the fields are the columns of `PUBLISHED_FIGURES`.

    `where` says which file and row it came from and is for messages only.
    """

    country: str
    year: int
    sex: str
    age_from: int | None
    age_to: int | None
    measure: str
    origin: str
    estimate: float | None
    definition: str | None = None
    source_type: str = "unknown"
    source: str | None = None
    recall_days: float | None = None
    se: float | None = None
    n: float | None = None
    deff: float | None = None
    marks: str | None = None
    note: str | None = None
    included: bool = True
    reason: str | None = None
    where: str = field(default="", compare=False)

    def leave_out(self, reason: str) -> "Figure":
        """The same figure, not for the model; the first reason stands."""
        return self if not self.included else replace(self, included=False, reason=reason)
