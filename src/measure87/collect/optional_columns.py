"""Leave out optional columns whose variables a file does not have, and say so."""

from collections.abc import Mapping
from dataclasses import replace

from measure87.collect.mapping import ColumnMapping, InputMapping, JobBlock
from measure87.files import SourceTable


def without_absent(
    section: InputMapping, sources: Mapping[str, SourceTable]
) -> tuple[InputMapping, tuple[str, ...]]:
    """The section without the optional columns that its files lack, and a notice for each file."""
    absent: dict[str, list[str]] = {}

    def there(columns: Mapping[str, ColumnMapping], table: str) -> dict[str, ColumnMapping]:
        source = sources.get(table, sources["persons"])
        kept = {}
        for name, mapping in columns.items():
            if mapping.optional and any(source.find(v) is None for v in mapping.variables):
                absent.setdefault(source.name, []).append(name)
            else:
                kept[name] = mapping
        return kept

    def block(each: JobBlock) -> JobBlock:
        return replace(each, columns=there(each.columns, "persons"))

    jobs, circumstances = section.jobs, section.circumstances
    if isinstance(jobs, Mapping):
        jobs = there(jobs, "jobs")
    elif jobs:
        jobs = tuple(block(each) for each in jobs)
    if isinstance(circumstances, Mapping):
        circumstances = there(circumstances, "circumstances")
    persons = there(section.persons, "persons")
    notices = tuple(
        f"{file} does not have {', '.join(dict.fromkeys(names))}." for file, names in absent.items()
    )
    return replace(section, persons=persons, jobs=jobs, circumstances=circumstances), notices
