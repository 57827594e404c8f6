"""From files to the standard tables, and what they cannot support."""

from measure87.collect.ages_asked import with_ages_asked
from measure87.collect.collecting import Collected, apply_mapping
from measure87.collect.denied_work import denied_work
from measure87.collect.impossible_times import impossible_times
from measure87.collect.instrument import instrument_of
from measure87.collect.mapping import (
    ColumnMapping,
    InputMapping,
    JobBlock,
    Keep,
    QuestionMapping,
    StudyMapping,
)
from measure87.collect.mapping_file import load_mapping, parse_mapping
from measure87.collect.misread import Misread, Unread
from measure87.collect.needed import needed_columns
from measure87.collect.proxies import without_proxies
from measure87.collect.quotes import unquoted_ties
from measure87.collect.report import MappingReport, OutOfRange, UnmappedCode, row_count, told_rows
from measure87.collect.support import MeasureSupport, Support, check_support

__all__ = [
    "Collected",
    "ColumnMapping",
    "InputMapping",
    "JobBlock",
    "Keep",
    "MappingReport",
    "MeasureSupport",
    "Misread",
    "OutOfRange",
    "QuestionMapping",
    "StudyMapping",
    "Support",
    "UnmappedCode",
    "Unread",
    "apply_mapping",
    "check_support",
    "denied_work",
    "impossible_times",
    "instrument_of",
    "load_mapping",
    "needed_columns",
    "parse_mapping",
    "row_count",
    "told_rows",
    "unquoted_ties",
    "with_ages_asked",
    "without_proxies",
]
