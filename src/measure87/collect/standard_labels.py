"""Labels of the codes of a standard column: the standard's own, the mapping's, the file's."""

from collections.abc import Mapping

from measure87.collect.mapping import ColumnMapping
from measure87.files import SourceTable, code_of


def labels_of(mapping: ColumnMapping, source: SourceTable) -> dict[str, str]:
    """Standard code -> label for a column of kind `code`.

    The mapping's labels stand over the standard's, and those over the file's. Where several
    national codes become one standard code, the first of them gives the label.
    """
    found = _from_file(mapping, source)
    found |= dict(mapping.column.levels)
    return found | dict(mapping.labels)


def _from_file(mapping: ColumnMapping, source: SourceTable) -> dict[str, str]:
    if not mapping.variables:
        return {}
    spelt = source.column(mapping.variables[0])
    declared_missing = source.missing_codes.get(spelt)
    found: dict[str, str] = {}
    for national, label in source.value_labels.get(spelt, {}).items():
        code = _standard(national, mapping)
        unanswered = national in mapping.missing or (
            mapping.codes is None
            and declared_missing is not None
            and declared_missing.contains(national)
        )
        if code is not None and not unanswered and label:
            found.setdefault(code, plain_case(label))
    return found


def _standard(national: str, mapping: ColumnMapping) -> str | None:
    code = national.zfill(mapping.digits) if mapping.digits else national
    if mapping.codes is None:
        return code
    known: Mapping[str, str] = {code_of(key): value for key, value in mapping.codes.items()}
    return known.get(code)


def plain_case(label: str) -> str:
    """A label that is all capitals with only the first letter of each word one.

    >>> plain_case("NORTH-EAST & ST. JOHN'S"), plain_case("Río Negro"), plain_case("الشمال")
    ("North-East & St. John's", 'Río Negro', 'الشمال')
    """
    if not label.isupper() or len(label) <= 3:
        return label
    made = []
    start = True
    for letter in label:
        made.append(letter if start else letter.lower())
        start = letter in " -/(.&" or (not letter.isalnum() and letter not in "'’")
    return "".join(made)
