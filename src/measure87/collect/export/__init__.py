"""Tables of a field study with their labels, for SPSS, Stata, spreadsheets and Parquet.

What is complained of in exports of others does not happen here: labels go along, choices that
nobody took are there, columns of a question with several choices stand in the form's order, and
members of households carry the questions that name their household.
"""

from measure87.collect.export.labelled import Column, LabelledTable, labelled_tables
from measure87.collect.export.writing import FORMATS, Exported, export_tables

__all__ = [
    "FORMATS",
    "Column",
    "Exported",
    "LabelledTable",
    "export_tables",
    "labelled_tables",
]
