"""From files to the standard tables, and what they cannot support."""

from measure87.collect.collecting import Collected, apply_mapping
from measure87.collect.mapping import (
    ColumnMapping,
    InputMapping,
    JobBlock,
    Keep,
    QuestionMapping,
    StudyMapping,
)
from measure87.collect.mapping_file import load_mapping, parse_mapping
from measure87.collect.needed import needed_columns
from measure87.collect.quotes import unquoted_ties
from measure87.collect.report import MappingReport, OutOfRange, UnmappedCode
from measure87.collect.support import MeasureSupport, Support, check_support

__all__ = [
    "Collected",
    "ColumnMapping",
    "InputMapping",
    "JobBlock",
    "Keep",
    "MappingReport",
    "MeasureSupport",
    "OutOfRange",
    "QuestionMapping",
    "StudyMapping",
    "Support",
    "UnmappedCode",
    "apply_mapping",
    "check_support",
    "load_mapping",
    "needed_columns",
    "parse_mapping",
    "unquoted_ties",
]
