"""Which editions of the definitions are there? Results carry their dates, so they are kept here.

A new date, or another treatment of unknown answers, is a decision: write it down here as well.
"""

from measure87.define import Definition, list_definitions, load_definition

EDITIONS = {
    "child_labour/icls18_2008_amended_2018": "2018-10-19",
    "child_labour/ilo_global_estimates": "2021-01-01",
    "child_labour/mics2": "2000-01-01",
    "child_labour/mics3": "2005-01-01",
    "child_labour/mics4": "2009-01-01",
    "child_labour/mics5": "2014-04-07",
    "child_labour/mics6_pr34": "2020-01-01",
    "child_labour/mics6_tables": "2020-01-01",
    "child_labour/sdg_8_7_1": "2018-10-19",
    "forced_labour/hshc_2012": "2012-01-01",
    "forced_labour/icls20_2018": "2018-10-19",
    "forced_labour/ilo_11_indicators": "2024-01-01",
    "forced_marriage/global_estimates": "2018-01-01",
    "trafficking/palermo": "2018-10-19",
}
OLDER_LIMITS = {
    "trafficking/palermo": {
        "adult": "2000-11-15",
        "stage_of_means": "2000-11-15",
        "intention_not_asked": "2000-11-15",
    },
}
"""Limits that hold from another day than that of the edition."""
UNKNOWN_COUNTS_AS_NO = {
    "child_labour/mics4",
    "child_labour/mics5",
    "child_labour/mics6_pr34",
    "child_labour/mics6_tables",
    "child_labour/sdg_8_7_1",
}
"""Definitions that follow a custodian in it; elsewhere the undetermined are left out."""


def _under_every_reading(identity: str) -> list[Definition]:
    definition = load_definition(identity)
    return [definition, *(load_definition(f"{identity}:{name}") for name in definition.readings)]


def test_every_definition_has_the_edition_by_which_results_name_it():
    found = {identity: load_definition(identity).versioned_id for identity in list_definitions()}
    assert found == {identity: f"{identity}@{date}" for identity, date in EDITIONS.items()}


def test_every_limit_holds_from_its_day():
    for identity, edition in EDITIONS.items():
        for definition in _under_every_reading(identity):
            days = {name: str(limit.start) for name, limit in definition.limits.entries.items()}
            assert days == dict.fromkeys(days, edition) | OLDER_LIMITS.get(identity, {})


def test_unknown_answers_count_as_the_custodian_counts_them_and_are_left_out_elsewhere():
    for identity in list_definitions():
        followed, *readings = _under_every_reading(identity)
        treatment = "no" if identity in UNKNOWN_COUNTS_AS_NO else "exclude"
        assert {measure.unknown for measure in followed.measures.values()} == {treatment}
        for reading in readings:
            assert {measure.unknown for measure in reading.measures.values()} == {"exclude"}
