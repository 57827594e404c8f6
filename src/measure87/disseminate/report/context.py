"""What the report needs beside the released files: the definitions' own texts."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measure87.define import Definition, load_definition
from measure87.define.limits import Limit
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.estimate import Result


@dataclass(frozen=True)
class DefinitionText:
    """One definition as the report shows it."""

    id: str
    """As figures carry it: id, reading and date."""
    title: str
    about: str
    edition: str
    """Date of the limits in force, ISO 8601."""
    limits: Sequence[tuple[str, Cite]] = ()
    """Each threshold in words, and where it is from."""
    lists: Sequence[tuple[str, Cite, bool]] = ()
    """Each designated list in words, where it is from, and whether it was checked against that."""
    rules: Sequence[tuple[str, tuple[Cite, ...]]] = ()
    """Each rule in words, and the texts that it follows."""
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


@dataclass(frozen=True)
class ReportContext:
    """Definitions of the figures, and the report's language (a file in `locale`)."""

    definitions: Sequence[DefinitionText] = ()
    language: str = "en"


def definition_text(definition: Definition) -> DefinitionText:
    """A definition as the report shows it."""
    return DefinitionText(
        id=definition.versioned_id,
        title=definition.title,
        about=" ".join(definition.about.split()),
        edition=definition.edition.isoformat(),
        limits=tuple(
            (f"{_words(limit.name)}: {_limit_text(limit)}", limit.cite)
            for limit in definition.limits.entries.values()
        ),
        lists=tuple(
            (
                f"{_words(entry.name)} ({entry.version}): {', '.join(entry.codes)}",
                entry.cite,
                entry.verified,
            )
            for entry in definition.lists.entries.values()
        ),
        rules=tuple((rule.summary, rule.cites) for rule in definition.rules),
        measures=tuple((item.name, item.title) for item in definition.measures.values()),
        reaches_not=definition.reaches_not,
        not_prevalence=definition.not_prevalence,
    )


def _limit_text(limit: Limit) -> str:
    """A limit as one would say it; a word that rules know stands in quotation marks."""
    text = str(limit)
    if isinstance(limit.bound, str):
        text = text.replace(limit.bound, f"“{limit.bound.replace('_', ' ')}”")
    return text


def _words(name: str) -> str:
    """`economic_activity_at_5_to_11` as one reads it."""
    return name.replace("_", " ").capitalize()


def report_context(
    result: Result, national: Path | None = None, language: str | None = None
) -> ReportContext:
    """The definitions that a result's figures name, and the study's language.

    Parameters
    ----------
    national
        A study's `definitions` folder, for national definitions.
    language
        A file in `locale`; that of the study, or English, if None.

    A definition that cannot be loaded is left out; the report names it.
    """
    named = dict.fromkeys(item.definition for item in result.estimates if item.definition)
    unsupported = result.diagnostics.get("unsupported", ())
    named |= dict.fromkeys(entry["definition"] for entry in unsupported if "definition" in entry)
    texts = []
    for spec in named:
        with contextlib.suppress(DefinitionError):
            texts.append(definition_text(load_definition(spec, national)))
    spoken = language or result.diagnostics.get("study", {}).get("language") or "en"
    return ReportContext(tuple(texts), spoken)
