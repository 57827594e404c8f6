"""Recipes that run several rooms in order; a study is a folder, and `kinds` says what kinds are."""

from measure87.study.new import new_study
from measure87.study.provenance_check import InputProof, check_provenance
from measure87.study.running import (
    check_study,
    explain_in_study,
    publish_again,
    release_study,
    run_study,
)

__all__ = [
    "InputProof",
    "check_provenance",
    "check_study",
    "explain_in_study",
    "new_study",
    "publish_again",
    "release_study",
    "run_study",
]
