"""What a survey says of itself, of the few parts that a test is about; the rest is invented."""

from measure87.vocabulary.releases.codec import structure_of
from measure87.vocabulary.releases.survey import SurveyDiagnostics

_STUDY = {
    "title": "",
    "country": "",
    "year": 2026,
    "population": "",
    "invented": False,
    "probability_sample": True,
    "notes": [],
    "language": "en",
    "samples": [],
}
_MEASURE = {
    "title": "",
    "definition": "",
    "universe": "",
    "unknown": "no",
    "headline": False,
    "per": 100,
    "not_prevalence": False,
    "kind": "status",
}
_MAPPING = {
    "rows_read": {},
    "rows_kept": {},
    "unmapped": [],
    "out_of_range": [],
    "unknown": {},
    "absent": {},
    "assumed": [],
}
_RULES = {"minimum_respondents": 25, "brackets_below": 50, "minimum_cases": 3}
_AUDIT = dict.fromkeys(("cells", "linked_sets", "recovered"), 0)
_DISCLOSURE = {
    "figures": 0,
    "shown": 0,
    "in_brackets": 0,
    "suppressed": {},
    "unknown_not_shown": 0,
    "diagnostics_left_out": [],
    "audit": _AUDIT,
}


def stated(**parts):
    """The structure of a survey: parts as plain values, of each what a test does not say added.

    What is None in a study is empty there, for it is never left out.
    """
    if "study" in parts:
        told = {key: one for key, one in parts["study"].items() if one is not None}
        nothing = {key: type(_STUDY[key])() for key in parts["study"].keys() - told.keys()}
        parts["study"] = _STUDY | nothing | told
    for key, usual in (("measures", _MEASURE), ("mapping", _MAPPING)):
        if key in parts:
            parts[key] = {name: usual | one for name, one in parts[key].items()}
    if "disclosure" in parts:
        rules = _RULES | parts["disclosure"].get("rules", {})
        parts["disclosure"] = _DISCLOSURE | parts["disclosure"] | {"rules": rules}
    return structure_of(SurveyDiagnostics, parts)
