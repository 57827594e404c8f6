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
    def limits_by_document(self) -> list[tuple[Cite, list[tuple[str, Cite]]]]:
        """Thresholds in their order, those after each other that are from one document together.

        Each with the first citation of the document, seen in the same way.
        """
        grouped = groupby(self.limits, lambda entry: _document(entry[1]))
        return [((own := list(found))[0][1], own) for _, found in grouped]

    @property
    def lists_by_document(self) -> list[tuple[Cite, list[tuple[str, Cite, bool]]]]:
        """Designated lists likewise."""
        grouped = groupby(self.lists, lambda entry: _document(entry[1]))
        return [((own := list(found))[0][1], own) for _, found in grouped]

    @property
    def rules_by_document(self) -> list[tuple[Cite | None, list[tuple[str, tuple[Cite, ...]]]]]:
        """Rules likewise; without a citation those that follow none or several documents."""
        grouped = groupby(self.rules, lambda rule: _one_document(rule[1]))
        listed = [(document, list(found)) for document, found in grouped]
        return [(own[0][1][0] if document else None, own) for document, own in listed]


def _document(cite: Cite) -> tuple[str, str | None, str]:
    """A document, and how it was seen."""
    return cite.key, cite.title, cite.seen


def _one_document(cites: Sequence[Cite]) -> tuple[str, str | None, str] | None:
    """The document that all citations are of; None where there are none or others."""
    found = {_document(cite) for cite in cites}
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
