"""What the words mean: each standard as dated, cited, readable code."""

from measure87.define.definition import Definition, Measure
from measure87.define.description import describe_definition, describe_definitions
from measure87.define.limits import Limit, Limits
from measure87.define.lists import DesignatedList, Lists
from measure87.define.loading import list_definitions, load_definition
from measure87.define.rule import Rule, rule
from measure87.define.versions import check_versions, lists_of_other_versions

__all__ = [
    "Definition",
    "DesignatedList",
    "Limit",
    "Limits",
    "Lists",
    "Measure",
    "Rule",
    "check_versions",
    "describe_definition",
    "describe_definitions",
    "list_definitions",
    "lists_of_other_versions",
    "load_definition",
    "rule",
]
