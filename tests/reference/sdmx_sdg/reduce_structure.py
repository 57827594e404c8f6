"""Reduces the UN's structure message to what the four series of 8.7.1 need.

    python tests/reference/sdmx_sdg/reduce_structure.py FULL.xml CONSTRAINTS.csv FOLDER

Kept: the data structure and its concepts whole; of the series the four of 8.7.1; of the areas
the numeric codes of countries; of the custom and composite breakdowns the total and those that
the constraints name; the other code lists whole. Dropped: addresses (URN), annotations,
descriptions, agencies, names other than English, and in the lists that were cut which code is
the parent of which. Nothing is changed or added.
"""

import csv
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from measure87.define.classifications.countries import m49_codes

NAMESPACES = {
    "mes": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message",
    "str": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure",
    "com": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common",
}
SERIES = ("SL_TLF_CHLDEA", "SL_TLF_CHLDEAN", "SL_TLF_CHLDEC", "SL_TLF_CHLDECN")
DROPPED = ("Annotations", "Description", "OrganisationSchemes")
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def local(element):
    return element.tag.rpartition("}")[2]


def thin(element):
    element.attrib.pop("urn", None)
    for child in list(element):
        foreign = local(child) == "Name" and child.get(LANGUAGE, "en") != "en"
        if local(child) in DROPPED or foreign:
            element.remove(child)
        else:
            thin(child)
    element.tail = "\n" if local(element) in ("Code", "Concept", "Codelist") else None
    if element.text and not element.text.strip():
        element.text = None


def keep_codes(codelist, wanted):
    for code in [c for c in codelist if local(c) == "Code"]:
        if code.get("id") not in wanted:
            codelist.remove(code)
        for parent in [p for p in code if local(p) == "Parent"]:
            code.remove(parent)


def reduce_structure(full, constraints, folder):
    for prefix, uri in NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    rows = list(csv.reader(constraints.read_text("utf-8").splitlines()))
    kept = [row for row in rows if row[0] in ("SERIES", *SERIES)]
    with (folder / "constraints.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(kept)
    composite = {
        code for row in kept[1:] for code in row[rows[0].index("COMPOSITE_BREAKDOWN")].split(";")
    }
    wanted = {
        "CL_SERIES": set(SERIES),
        "CL_AREA": set(m49_codes().values()),
        "CL_CUST_BREAKDOWN": {"_T"},
        "CL_COMP_BREAKDOWN": composite | {"_T"},
    }
    tree = ET.parse(full)  # noqa: S314 a file that the caller chose
    thin(tree.getroot())
    for element in tree.iter():
        if local(element) == "Codelist" and element.get("id") in wanted:
            keep_codes(element, wanted[element.get("id")])
    tree.write(folder / "structure.xml", encoding="utf-8", xml_declaration=True)


if __name__ == "__main__":
    reduce_structure(*(Path(name) for name in sys.argv[1:4]))
