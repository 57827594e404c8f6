"""Leave out optional columns whose variables a file does not have, and say so."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from measure87.collect.mapping import ColumnMapping, InputMapping, JobBlock, QuestionMapping
from measure87.files import SourceTable
from measure87.vocabulary.estimate import Notice

_NAMED = 6
"""So many absent columns of one file are named; of more, their number is told."""


def without_absent(
    section: InputMapping,
    sources: Mapping[str, SourceTable],
    needed: Collection[str] | None = None,
) -> tuple[InputMapping, tuple[Notice, ...]]:
    """The section without the optional columns that its files lack, and a notice for each file.

    Of columns that no measure uses (not in `needed`) nothing is said.
    """
    absent: dict[str, list[str]] = {}

    def there(columns: Mapping[str, ColumnMapping], table: str) -> dict[str, ColumnMapping]:
        source = sources.get(table, sources["persons"])
        kept = {name: mapping for name, mapping in columns.items() if not _absent(mapping, source)}
        gone = columns.keys() - kept.keys()
        told = [name for name in columns if name in gone and (needed is None or name in needed)]
        if told:
            absent.setdefault(source.name, []).extend(told)
        return {name: _without_gate(mapping, gone) for name, mapping in kept.items()}

    def block(each: JobBlock) -> JobBlock:
        return replace(each, columns=there(each.columns, "persons"))

    jobs, circumstances = section.jobs, section.circumstances
    if isinstance(jobs, Mapping):
        jobs = there(jobs, "jobs")
    elif jobs:
        jobs = tuple(block(each) for each in jobs)
    persons = there(section.persons, "persons")
    if isinstance(circumstances, Mapping):
        circumstances = there(circumstances, "circumstances")
    elif circumstances:
        gone = section.persons.keys() - persons.keys()
        if isinstance(section.jobs, Mapping) and isinstance(jobs, Mapping) and "jobs" in sources:
            gone = section.jobs.keys() - jobs.keys()
        circumstances = tuple(
            replace(_question(each, gone), told=there(each.told, "jobs")) for each in circumstances
        )
    notices = tuple(
        _notice(file, list(dict.fromkeys(names))) for file, names in sorted(absent.items())
    )
    return replace(section, persons=persons, jobs=jobs, circumstances=circumstances), notices


def _absent(mapping: ColumnMapping, source: SourceTable) -> bool:
    return mapping.optional and any(source.find(name) is None for name in mapping.variables)


def _question(each: QuestionMapping, gone: Collection[str]) -> QuestionMapping:
    consent = each.consent_lacked
    return replace(
        each,
        answer=_without_gate(each.answer, gone),
        consent_lacked=None if consent is None else _without_gate(consent, gone),
    )


def _without_gate(mapping: ColumnMapping, gone: Collection[str]) -> ColumnMapping:
    """A column whose gate is absent: an empty cell then is what `blank` says, for everybody."""
    return replace(mapping, asked_if=None) if mapping.asked_if in gone else mapping


def _notice(file: str, names: list[str]) -> Notice:
    if len(names) <= _NAMED:
        text = f"{file} does not have {', '.join(names)}."
        return Notice("absent-columns", text, {"file": file, "items": names})
    return Notice(
        "many-absent-columns",
        f"{file} does not have {len(names)} optional columns of the mapping; a measure that "
        "cannot do without one of them is refused and names it.",
        {"file": file, "columns": len(names)},
    )
