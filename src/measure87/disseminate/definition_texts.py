"""What a report needs beside the released files: the definitions' own texts, and its language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from measure87.files.geojson import Region
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.releases.common import Json


@dataclass(frozen=True)
class DefinitionText:
    """One definition as the report shows it."""

    id: str
    """As figures carry it: id, reading and date."""
    title: str
    about: str
    edition: str
    """Date of the limits in force, as the language writes it."""
    limits: Sequence[tuple[str, Cite]] = ()
    """Each threshold in words, and where it is from."""
    lists: Sequence[tuple[str, Cite, bool]] = ()
    """Each designated list in words, where it is from, and whether it was checked against that."""
    rules: Sequence[tuple[str, tuple[Cite, ...]]] = ()
    """Each rule in words, and the texts that it follows."""
    rule_texts: Mapping[str, str] = field(default_factory=dict)
    """Name of each rule to the rule in words."""
    measures: Sequence[tuple[str, str]] = ()
    """Measure and its title."""
    reaches_not: Sequence[str] = ()
    """Whom a household survey under this definition does not reach."""
    not_prevalence: bool = False
    """A screening profile: its shares are no prevalence of anything."""

    @property
    def cites(self) -> tuple[Cite, ...]:
        """Every citation, each once."""
        found = [cite for _, cite in self.limits]
        found += [cite for _, cite, _ in self.lists]
        found += [cite for _, cites in self.rules for cite in cites]
        return tuple(dict.fromkeys(found))

    @property
    def limits_by_document(self) -> "ByDocument[tuple[str, Cite]]":
        """Thresholds in their order, under the document that those after each other are from."""
        return _by_document(self.limits, lambda entry: (entry[1],))

    @property
    def lists_by_document(self) -> "ByDocument[tuple[str, Cite, bool]]":
        """Designated lists likewise."""
        return _by_document(self.lists, lambda entry: (entry[1],))

    @property
    def rules_by_document(self) -> "ByDocument[tuple[str, tuple[Cite, ...]]]":
        """Rules likewise; under no document those that follow none, or several."""
        return _by_document(self.rules, lambda rule: rule[1])


type ByDocument[Entry] = list[tuple[Cite | None, list[Entry]]]
"""Entries under the first citation of the one document that they are from, seen in one way."""


def _by_document[Entry](
    entries: Sequence[Entry], cites_of: Callable[[Entry], Sequence[Cite]]
) -> ByDocument[Entry]:
    found: ByDocument[Entry] = []
    for document, grouped in groupby(entries, lambda entry: _one_document(cites_of(entry))):
        own = list(grouped)
        found.append((cites_of(own[0])[0] if document else None, own))
    return found


def _one_document(cites: Sequence[Cite]) -> tuple[str, str | None, str] | None:
    """The document that all citations are of, and how it was seen; None where there are others."""
    found = {(cite.key, cite.title, cite.seen) for cite in cites}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class BriefExtras:
    """What a brief has beside its sentences, as a study asks for it.

    pdf : whether it is written as a PDF too
    regions, map_by : borders for a map, and the variable whose codes they have
    """

    pdf: bool = False
    regions: Sequence[Region] = ()
    map_by: str = "region"


@dataclass(frozen=True)
class ReportContext:
    """Definitions of the figures, and the report's language (a folder in `locale`)."""

    definitions: Sequence[DefinitionText] = ()
    language: str = "en"
    page: "PageMaker | None" = None
    """What makes the report; None leaves it to what the result says of itself."""
    brief: BriefExtras = field(default_factory=BriefExtras)


type PageMaker = Callable[[dict[str, Json], ReportContext], str]
"""Makes the report of one kind of study of what its `estimates.json` holds, and of nothing else."""
