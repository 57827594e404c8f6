"""Recipes that run several rooms in order; a study is a folder."""

from measure87.study.lists.kind import ListCheck
from measure87.study.new import new_study
from measure87.study.provenance_check import InputProof, check_provenance
from measure87.study.survey.classification import classify_table
from measure87.study.survey.definitions import definition_in_study
from measure87.study.survey.explanation import explanation_json, explanation_lines
from measure87.study.survey.presets import PRESETS
from measure87.study.survey.recipe import Findings, check_study, explain_in_study, run_study

__all__ = [
    "PRESETS",
    "Findings",
    "InputProof",
    "ListCheck",
    "check_provenance",
    "check_study",
    "classify_table",
    "definition_in_study",
    "explain_in_study",
    "explanation_json",
    "explanation_lines",
    "new_study",
    "run_study",
]
