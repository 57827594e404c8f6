"""The files of a codebook and the variables that were used: labels and categories, no data."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from measure87.files.ddi_elements import add
from measure87.vocabulary.releases.survey import Sample, SampleVariable

_WEIGHT = "weight"
_CONTINUOUS = frozenset({"number", "integer"})


def describe_files(root: ET.Element, samples: Sequence[Sample]) -> None:
    """Add `fileDscr` for each file and `dataDscr` with the variables of all of them."""
    files = [(sample, table) for sample in samples for table in sample.files]
    ids = {(sample.name, table): f"F{k}" for k, (sample, table) in enumerate(files, start=1)}
    for sample, table in files:
        described = add(root, "fileDscr", ID=ids[sample.name, table])
        text = add(described, "fileTxt")
        add(text, "fileName", sample.files[table])
        add(text, "fileCont", f"Table of {table} of the sample {sample.name}")
    variables = [(sample, variable) for sample in samples for variable in sample.variables]
    if not variables:
        return
    content = add(root, "dataDscr")
    for number, (sample, variable) in enumerate(variables, start=1):
        _variable(content, number, variable, ids[sample.name, variable.table])


def _variable(content: ET.Element, number: int, variable: SampleVariable, file: str) -> None:
    """One variable: what it is called, what it says, what it was used for."""
    one = add(
        content,
        "var",
        ID=f"V{number}",
        name=variable.name,
        files=file,
        intrvl="contin" if variable.kind in _CONTINUOUS else "discrete",
        wgt="wgt" if _WEIGHT in variable.stands_for else "",
    )
    add(one, "labl", variable.label or "")
    missing = set(variable.missing or ())
    for code, label in (variable.categories or {}).items():
        category = add(one, "catgry", missing="Y" if code in missing else "")
        add(category, "catValu", code)
        add(category, "labl", label)
    for standard in variable.stands_for:
        add(one, "concept", standard.replace("_", " "), vocab="measure87")
