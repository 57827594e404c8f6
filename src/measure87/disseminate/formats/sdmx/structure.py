"""The UN's structure of SDG data: its dimensions, attributes, code lists and constraints.

`structure.xml` and `constraints.csv` are parts of what the UN and Open SDG publish; README.md
beside them says which version, what was left out, and under which terms. They are read with
the standard library, so that checking needs no SDMX library.
"""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

_STRUCTURE = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure}"
_ANY = "ALL"
_NOT_COMPONENTS = frozenset({"SERIES", "Name"})


@dataclass(frozen=True)
class Component:
    """One dimension or attribute."""

    id: str
    code_list: str | None = None
    """Code list and its version, `CL_AGE(1.12)`; None if it is not coded."""
    codes: frozenset[str] = frozenset()
    text_type: str | None = None
    """Type of an uncoded one: `Double`, `DateTime`, `ObservationalTimePeriod`; None is text."""
    mandatory: bool = True


@dataclass(frozen=True)
class Structure:
    """The data structure of one version, as far as it is needed."""

    agency: str
    id: str
    version: str
    dimensions: Mapping[str, Component]
    """In their order, the time dimension last."""
    attributes: Mapping[str, Component]
    measure: str
    constraints: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """Series to dimension or attribute to the codes that it may take; absent is any."""

    @property
    def reference(self) -> str:
        """Agency, id and version: `IAEG-SDGs:SDG(1.14)`."""
        return f"{self.agency}:{self.id}({self.version})"

    @property
    def components(self) -> Mapping[str, Component]:
        """Dimensions and attributes by id."""
        return {**self.dimensions, **self.attributes}


@cache
def sdg_structure() -> Structure:
    """The structure that comes with the package."""
    root = ET.fromstring(package_file("structure.xml"))  # noqa: S314 our own file
    definition = next(root.iter(f"{_STRUCTURE}DataStructure"))
    lists = {
        (found.get("id"), found.get("version")): frozenset(
            code.attrib["id"] for code in found.iter(f"{_STRUCTURE}Code")
        )
        for found in root.iter(f"{_STRUCTURE}Codelist")
    }
    dimensions = [
        _component(element, lists)
        for kind in ("Dimension", "TimeDimension")
        for element in definition.iter(f"{_STRUCTURE}{kind}")
        if "position" in element.attrib
    ]
    attributes = [
        _component(element, lists) for element in definition.iter(f"{_STRUCTURE}Attribute")
    ]
    measure = next(definition.iter(f"{_STRUCTURE}PrimaryMeasure"), None)
    return Structure(
        agency=definition.attrib["agencyID"],
        id=definition.attrib["id"],
        version=definition.attrib["version"],
        dimensions={one.id: one for one in dimensions},
        attributes={one.id: one for one in attributes},
        measure="OBS_VALUE" if measure is None else measure.get("id", "OBS_VALUE"),
        constraints=_constraints(),
    )


def package_file(name: str) -> str:
    """The text of a file that comes with this format."""
    return files("measure87.disseminate.formats.sdmx").joinpath(name).read_text("utf-8")


def _component(
    element: ET.Element, lists: Mapping[tuple[str | None, str | None], frozenset[str]]
) -> Component:
    """A dimension or an attribute with its codes."""
    enumeration = element.find(f"{_STRUCTURE}LocalRepresentation/{_STRUCTURE}Enumeration/Ref")
    text = element.find(f"{_STRUCTURE}LocalRepresentation/{_STRUCTURE}TextFormat")
    mandatory = element.get("assignmentStatus", "Mandatory") == "Mandatory"
    if enumeration is None:
        kind = None if text is None else text.get("textType")
        return Component(element.attrib["id"], text_type=kind, mandatory=mandatory)
    name, version = enumeration.get("id"), enumeration.get("version")
    return Component(
        element.attrib["id"], f"{name}({version})", lists[name, version], mandatory=mandatory
    )


def _constraints() -> dict[str, dict[str, frozenset[str]]]:
    """Codes that each series may take, by component."""
    rows = csv.DictReader(io.StringIO(package_file("constraints.csv")))
    return {
        row["SERIES"]: {
            name: frozenset(codes.split(";"))
            for name, codes in row.items()
            if name not in _NOT_COMPONENTS and codes != _ANY
        }
        for row in rows
    }
