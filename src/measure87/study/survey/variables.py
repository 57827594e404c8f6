"""Which variables of its files an input uses, and what they are called: for its codebook.

Names, labels and categories as the files declare them; no value that occurs in the data, and
no labels of identifiers, which can name places and people, nor of numbers (an age, hours) but for
those that stand for no answer.
"""

from collections.abc import Iterator, Mapping

from measure87.collect import ColumnMapping, InputMapping
from measure87.files import SourceTable
from measure87.study.survey.input_settings import InputSettings
from measure87.vocabulary.releases.survey import Sample, SampleVariable

DESIGN = ("weight", "stratum", "cluster", "cluster_2", "fpc_1", "fpc_2")
_IDENTIFIER, _NUMBERS = "identifier", {"number", "integer"}


def described_sample(
    settings: InputSettings, mapping: InputMapping, sources: Mapping[str, SourceTable]
) -> Sample:
    """What one input is made of; of a variable its label and categories where the file has them."""
    used: dict[tuple[str, str], dict[str, str]] = {}
    for standard, kind, variable in _uses(mapping):
        place = _found(variable, sources)
        if place is not None:
            used.setdefault(place, {}).setdefault(standard, kind)
    return Sample(
        name=settings.name,
        files={table: source.name for table, source in sources.items()},
        design={
            name: spelled for name in DESIGN if (spelled := _of_design(name, mapping, sources))
        },
        variables=[
            _variable(name, table, uses, sources[table], _no_answers(name, mapping))
            for (table, name), uses in used.items()
        ],
    )


def _of_design(column: str, mapping: InputMapping, sources: Mapping[str, SourceTable]) -> list[str]:
    """The variables of a design column, as the file of persons spells them; none if one is not."""
    variables = mapping.persons[column].variables if column in mapping.persons else ()
    spelled = [sources["persons"].find(name) for name in variables]
    return [] if None in spelled else [name for name in spelled if name is not None]


def _uses(mapping: InputMapping) -> Iterator[tuple[str, str, str]]:
    """Standard column, its kind, and a variable that it is made of, for all that is mapped."""
    for column in _columns(mapping):
        yield from ((column.name, column.column.kind, name) for name in column.variables)
    if not isinstance(mapping.circumstances, Mapping):
        for question in mapping.circumstances or ():
            for entry in question.entries:
                item = question.fixed.get("item", question.question)
                said = entry.name if entry.name in question.told else item
                yield from ((said, entry.column.kind, name) for name in entry.variables)


def _columns(mapping: InputMapping) -> Iterator[ColumnMapping]:
    """Every mapped column of persons, jobs and circumstances."""
    for table in (mapping.persons, mapping.jobs, mapping.circumstances):
        if isinstance(table, Mapping):
            yield from table.values()
    if not isinstance(mapping.jobs, Mapping):
        for block in mapping.jobs or ():
            yield from block.columns.values()
            if block.present is not None:
                yield block.present


def _found(variable: str, sources: Mapping[str, SourceTable]) -> tuple[str, str] | None:
    """The first table whose file has a variable, and how the file spells it."""
    for table, source in sources.items():
        spelled = source.find(variable)
        if spelled is not None:
            return table, spelled
    return None


def _no_answers(variable: str, mapping: InputMapping) -> frozenset[str]:
    """Codes of a variable of which the mapping says that they stand for no answer."""
    made = (
        one for one in _columns(mapping) if variable.casefold() in map(str.casefold, one.variables)
    )
    return frozenset(code for column in made for code in column.missing)


def _variable(
    name: str,
    table: str,
    uses: Mapping[str, str],
    source: SourceTable,
    no_answers: frozenset[str],
) -> SampleVariable:
    """One variable as its file declares it."""
    kinds = list(uses.values())
    declared = source.missing_codes.get(name)
    labels = {} if _IDENTIFIER in kinds else dict(source.value_labels.get(name, {}))
    missing = [code for code in labels if declared and declared.contains(code)]
    if _NUMBERS & set(kinds):
        labels = {c: said for c, said in labels.items() if c in missing or c in no_answers}
    return SampleVariable(
        name=name,
        table=table,
        stands_for=list(uses),
        kind=kinds[0],
        label=source.variable_labels.get(name),
        categories=labels or None,
        missing=missing if labels else None,
    )
