"""By which variables a figure of forced labour may harm a whole group, though it names nobody.

Forced labour, trafficking and forced marriage are crimes, with somebody who commits them and at
times a State that orders them. A figure of them by people, faith or papers says of each member of
a group that she is likely to be in it, and of an employer that he is likely to do it; raids,
expulsion, dismissal and blame can follow, for persons whom no interviewer met. Statistics have been
turned against groups before (Seltzer & Anderson, "The Dark Side of Numbers", Social Research,
summer 2001: seen in extracts). So a study says why it publishes one, and fewer of its figures.

Child labour is not treated so, save for its worst forms, which are crimes too: it is frequent,
most of it is work for the child's own family, and 8.7.1 by ethnicity is a usual table of household
surveys from which schools and allowances follow. A study whose country is otherwise names the
variable of its own accord.

This list is ours; no text was found that has one. A test holds that every variable by which a
table can be stands in one of the three.
"""

from collections.abc import Mapping

REFUSED_WITHOUT_REASON: Mapping[str, str] = {
    "ethnicity": "a people can be blamed, expelled or attacked",
    "indigenous": "a people can be blamed, expelled or attacked",
    "religion": "a faith can be blamed, expelled or attacked",
    "nationality": "foreigners can be expelled, or refused a visa",
    "migrant_status": "foreigners can be expelled, or refused a visa",
    "employer": "whoever works there can be dismissed, threatened or made to unsay what she said",
    "workplace": "whoever works there can be dismissed, threatened or made to unsay what she said",
}
"""Variable to the harm that is feared. Not all of them are standard columns: one that becomes a
column, or that a result of others is by, is held to the rule the day it comes."""

WARNED_OF: Mapping[str, str] = {
    "region": "a region can stand for one people, one employer or one camp",
}
"""Variables that are in every report, and of which only somebody who knows the place can say."""

NOT_HELD_SENSITIVE: Mapping[str, str] = {
    "age": "no group that anybody acts against",
    "sex": "no group that anybody acts against",
    "area": "half of a country",
    "wealth_quintile": "a fifth of a country, made of many questions, which nobody can see",
    "mothers_education": "no group that anybody acts against",
    "functional_difficulties": "spread over all places and employers",
    "mothers_functional_difficulties": "spread over all places and employers",
    "school_attendance": "no group that anybody acts against",
    "respondent": "how the interview went",
}
"""Variables that a study may still name in `sensitive_groups`, and why none is here."""

FAMILIES = ("forced_labour", "trafficking", "forced_marriage")
"""Families of definitions all of whose measures are of coercion, indicators and parts too."""

SUBJECTS = ("child_labour", *FAMILIES)
"""Families of definitions: what they are about."""

_IN_NAMES = (*FAMILIES, "worst_forms", "ilo_indicator", "involuntary_work", "work_under_menace")
"""One of them is in the name of each measure of coercion; a test holds that."""


def is_of_coercion(name: str, definition: str | None) -> bool:
    """Whether a measure of a definition is of forced labour, trafficking or forced marriage.

    Of a national definition take the one that it extends. Where that is not known the names tell
    it, of a folder or of the standard's measure, which has a prefix there.

    >>> is_of_coercion("forced_labour", "forced_labour/icls20_2018@2018-10-11")
    True
    >>> is_of_coercion("worst_forms_other_icls", "child_labour/icls18_2008_amended_2018@2018-10-11")
    True
    >>> is_of_coercion("zz_forced_labour_adults", "zz/code@2024-07-01")
    True
    >>> is_of_coercion("child_labour_sdg_a", "child_labour/sdg_8_7_1@2008-12-05")
    False
    """
    folders = (definition or "").partition("@")[0].partition(":")[0].split("/")
    return not {*FAMILIES}.isdisjoint(folders) or any(one in name for one in _IN_NAMES)
