"""What a list study counts: stated before any figure is given, and carried by every figure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.keys import nearest, tell_former
from measure87.vocabulary.releases.lists import StatedPopulation

CASE_STATUSES = ("potential", "referred", "confirmed")

_FORMERLY = "place"
"""What `area` was called in files of earlier versions."""

# What each part must say; used in errors, so that nobody has to look it up.
_ASKED = {
    "population": "who is counted (for example 'adults in domestic servitude')",
    "area": "where",
    "period": "between which dates a person could come on a list",
    "status": "what the cases are: " + ", ".join(CASE_STATUSES),
    "closed_because": "why nobody may be taken to enter or leave the population in the period",
}


@dataclass(frozen=True)
class PopulationCounted:
    """The statement without which an estimate from lists has no meaning.

    The figure is the number of persons of this population, known and unknown to the lists,
    over the whole period. It is not a prevalence on a given day.

    Attributes
    ----------
    population, area, period : str
        Who, where, when (first and last day, as text).
    status : str
        `potential`, `referred` or `confirmed`; several joined by a comma.
    closed_because : str
        Why the population may be taken as closed in the period.
    """

    population: str
    area: str
    period: str
    status: str
    closed_because: str

    @classmethod
    def from_mapping(cls, given: Mapping[str, object], where: str = "") -> "PopulationCounted":
        """The statement from a file's table or a command's options.

        Raises
        ------
        UsageError
            If a part is missing, empty or unknown: the error says which and what it must say.
        """
        known = [item.name for item in fields(cls)]
        if _FORMERLY in given and "area" not in given:
            tell_former(where or "what is counted", _FORMERLY, "area")
            given = {"area" if key == _FORMERLY else key: text for key, text in given.items()}
        for key in given:
            if key not in known:
                raise UsageError(
                    f"unknown key {key!r} in the statement of what is counted",
                    code="unknown-key",
                    where=where or None,
                    hint=nearest(key, known),
                )
        said = {name: str(given.get(name) or "").strip() for name in known}
        missing = [name for name in known if not said[name]]
        if missing:
            raise UsageError(
                "what is counted is not stated: "
                + "; ".join(f"{m} ({_ASKED[m]})" for m in missing),
                code="population-not-stated",
                where=where or None,
                hint="a number without this statement cannot be read; give every part",
            )
        _refuse_unknown_status(said["status"], where)
        return cls(**said)

    def stated(self) -> StatedPopulation:
        """The statement as it stands in results, with what the figure is not."""
        return StatedPopulation(
            population=self.population,
            area=self.area,
            period=self.period,
            status=self.status,
            closed_because=self.closed_because,
            figure="persons known or unknown to the lists over the whole period",
            is_not="a prevalence on a given day",
        )


def _refuse_unknown_status(status: str, where: str) -> None:
    """Refuse a status of cases that nobody defined."""
    for word in status.split(","):
        if word.strip() not in CASE_STATUSES:
            raise UsageError(
                f"the status of cases is {word.strip()!r}",
                code="unknown-status",
                where=where or None,
                hint="it is one of " + ", ".join(CASE_STATUSES) + "; join several by a comma",
            )
