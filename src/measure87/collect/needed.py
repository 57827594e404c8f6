"""Which variables of its files a mapping reads, so that no more of a wide file is read."""

from collections.abc import Collection, Iterable, Mapping

from measure87.collect.mapping import ColumnMapping, InputMapping


def needed_columns(section: InputMapping, files: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The national variables that `apply_mapping` reads from each file of an input.

    Parameters
    ----------
    section : InputMapping
        The input's section of the mapping.
    files : collection of str
        Tables that have a file: `persons`, and `jobs` and `circumstances` where they have
        files of their own.

    Returns
    -------
    dict
        Table -> names as the mapping writes them, each once. Variables of optional columns
        are among them, so a file need not have all: read it with `skip_absent`.
    """
    found: dict[str, dict[str, None]] = {table: {} for table in files}

    def add(table: str, variables: Iterable[str]) -> None:
        """Note variables of a table; without a file of its own it is made of persons."""
        names = found.get(table, found.get("persons", {}))
        names.update(dict.fromkeys(variables))

    add("persons", (condition.variable for condition in section.keep))
    add("persons", _variables(section.persons.values()))
    if isinstance(section.jobs, Mapping):
        add("jobs", _variables(section.jobs.values()))
    for block in section.jobs if isinstance(section.jobs, tuple) else ():
        present = () if block.present is None else (block.present,)
        add("persons", _variables((*present, *block.columns.values())))
    if isinstance(section.circumstances, Mapping):
        add("circumstances", _variables(section.circumstances.values()))
    for question in section.circumstances if isinstance(section.circumstances, tuple) else ():
        asked_in = "jobs" if isinstance(section.jobs, Mapping) else "persons"
        add(asked_in, _variables(question.entries))
    return {table: tuple(names) for table, names in found.items()}


def _variables(columns: Iterable[ColumnMapping]) -> list[str]:
    return [name for mapping in columns for name in mapping.variables]
