"""`about.json`: what a world estimate says of itself beside its tables.

Required keys: `title`, `stated_year`, `level`, `version`, and `measures`, each with `name` and
`label`. Known beside them, all of them optional:

    subtitle, language, invented, seed, draws
    measures[]      definition, about, kind ("forced_labour" or another word), form, per (100, 1000)
    years           calendar years that were estimated; the stated year alone if absent
    region_set      {name, title}
    trend           {estimated: bool, text: why not}
    target          {share or persons, year}
    editions        [{measure, label, year, place, share, persons: {value, lower, upper}, beside}]
    coverage_rules, exclusions, assumptions, licence_notes, notes     lists of sentences
    priors          [{what, prior, why}]
    convergence     {name: number or text}
    warnings        [{code, text}]
    provenance      {inputs: {file: sha256}, settings: {name: value}}
    citation        how the run wants to be cited

Texts are in English, or in the language of whoever wrote the settings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from measure87.vocabulary.errors import StudyError

FORCED_LABOUR = "forced_labour"
_REQUIRED = ("title", "stated_year", "level", "version", "measures")


@dataclass(frozen=True)
class Measure:
    """What is estimated, in the words of the run."""

    name: str
    label: str
    definition: str
    about: str
    is_forced_labour: bool
    form: str
    """Form of forced labour; empty where there is one measure of it."""
    per: int
    """Shares are shown per so many persons: 100 is per cent."""


@dataclass(frozen=True)
class About:
    """What the run says of itself; `content` is the file as it is."""

    content: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Refuse a description that the report cannot begin with."""
        for key in _REQUIRED:
            if not self.content.get(key):
                raise StudyError(
                    f"about.json has no {key!r}",
                    code="missing-key",
                    where="about.json",
                    hint=f"it needs {', '.join(_REQUIRED)}",
                )

    @property
    def title(self) -> str:
        """Title of the estimate."""
        return str(self.content["title"])

    @property
    def stated_year(self) -> int:
        """The year that the key figures are about."""
        return int(self.content["stated_year"])

    @property
    def years(self) -> list[int]:
        """All years that were estimated, rising."""
        return sorted(int(one) for one in self.content.get("years") or [self.stated_year])

    @property
    def level(self) -> float:
        """Probability between the limits of every interval."""
        return float(self.content["level"])

    @property
    def version(self) -> str:
        """Version of the program that made the estimate."""
        return str(self.content["version"])

    @property
    def seed(self) -> int | None:
        """Seed of all draws."""
        seed = self.content.get("seed")
        return None if seed is None else int(seed)

    @property
    def language(self) -> str:
        """The language of the report."""
        return str(self.content.get("language") or "en")

    @cached_property
    def measures(self) -> list[Measure]:
        """What was estimated, in the order in which it is shown."""
        return [_measure(one) for one in self.content["measures"]]

    @property
    def trend_estimated(self) -> bool:
        """Whether a trend was estimated."""
        return bool((self.content.get("trend") or {}).get("estimated"))

    @property
    def trend_text(self) -> str:
        """Why there is no trend, in the words of the refusal."""
        return str((self.content.get("trend") or {}).get("text") or "")

    @property
    def provenance(self) -> Mapping[str, Any]:
        """Inputs with their hashes, and settings."""
        return self.content.get("provenance") or {}

    @property
    def warnings(self) -> Sequence[Mapping[str, Any]]:
        """Warnings of the run."""
        return self.content.get("warnings") or ()

    def sentences(self, key: str) -> list[str]:
        """A list of sentences, such as the rules of coverage; empty where there are none."""
        found = self.content.get(key) or ()
        return [found] if isinstance(found, str) else [str(one) for one in found]


def _measure(content: Mapping[str, Any]) -> Measure:
    forced = content.get("kind") == FORCED_LABOUR
    return Measure(
        name=str(content["name"]),
        label=str(content.get("label") or content["name"]),
        definition=str(content.get("definition") or ""),
        about=str(content.get("about") or ""),
        is_forced_labour=forced,
        form=str(content.get("form") or ""),
        per=int(content.get("per") or (1000 if forced else 100)),
    )
