"""Persons: one row a person, with her design columns, chores and own answers."""

from measure87.vocabulary.columns.hazards import (
    HAZARD_COLUMNS,
    INDICATOR_COLUMNS,
    WORST_FORM_COLUMNS,
)
from measure87.vocabulary.columns.marriage import MARRIAGE_COLUMNS
from measure87.vocabulary.columns.table import HOURS_IN_DAY, HOURS_IN_WEEK, Column, Table
from measure87.vocabulary.columns.trafficking import APART_COLUMNS

SEX = (("1", "Male"), ("2", "Female"))
AREA = (("1", "Urban"), ("2", "Rural"))
WEALTH = (("1", "Poorest"), ("2", "Second"), ("3", "Middle"), ("4", "Fourth"), ("5", "Richest"))

FUNCTIONAL_DIFFICULTIES = (
    ("1", "Has functional difficulty"),
    ("2", "Has no functional difficulty"),
)

RESPONDENT = (("self", "The person herself"), ("proxy", "Somebody else of the household"))

PERSONS = Table(
    "Persons",
    "a person; children without a job are in it, for they are in the denominator",
    (
        Column("person_id", "identifier", "identifies a person in the file", required=True),
        Column("household_id", "identifier", "identifies a household in the file"),
        Column("line", "integer", "line number in the household"),
        Column("mother_line", "integer", "line of the mother; 0 if not in the household"),
        Column("father_line", "integer", "line of the father; 0 if not in the household"),
        Column("weight", "number", "sampling weight", unit="persons represented"),
        Column("stratum", "identifier", "first-stage stratum"),
        Column("cluster", "identifier", "first-stage cluster (primary sampling unit)"),
        Column("cluster_2", "identifier", "second-stage unit"),
        Column("fpc_1", "number", "first-stage population correction", unit="units or fraction"),
        Column("fpc_2", "number", "second-stage population correction", unit="units or fraction"),
        Column("age_years", "integer", "age at interview", unit="completed years"),
        Column("sex", "code", "sex", levels=SEX),
        Column("area", "code", "urban or rural", levels=AREA),
        Column("region", "code", "region of the country; national codes and labels"),
        Column("wealth_quintile", "code", "household wealth quintile", levels=WEALTH),
        Column("migrant_status", "code", "national, foreign or internal migrant"),
        Column("mothers_education", "code", "education of the mother; national levels and labels"),
        Column(
            "functional_difficulties",
            "code",
            "whether the person has functional difficulties",
            levels=FUNCTIONAL_DIFFICULTIES,
        ),
        Column(
            "mothers_functional_difficulties",
            "code",
            "whether the mother, or whoever cares for the child, has functional difficulties",
            levels=FUNCTIONAL_DIFFICULTIES,
        ),
        Column(
            "ethnicity", "code", "ethnic group of the household head; national codes and labels"
        ),
        Column("school_attendance", "status", "attends school or early childhood education"),
        Column(
            "answered_on_work",
            "status",
            "answered the questions on jobs; null counts as yes",
        ),
        Column(
            "respondent",
            "code",
            "who answered the questions on work: the person herself, or a proxy",
            levels=RESPONDENT,
        ),
        # Work in the reference week, where a questionnaire asks for all jobs together.
        Column(
            "economic_activity",
            "status",
            "any work within the SNA production boundary in the reference week, "
            "water and firewood apart",
        ),
        Column(
            "economic_hours",
            "number",
            "hours in economic activity in the reference week, all jobs together",
            unit="hours per week",
            most=HOURS_IN_WEEK,
        ),
        Column(
            "worked_in_past_year",
            "status",
            "any work within the SNA production boundary in the past twelve months",
        ),
        Column(
            "protected_at_work",
            "status",
            "fully protected at work (health, safety, morals), with adequate instruction",
        ),
        Column("fetched_water", "status", "fetched water in the reference week"),
        Column(
            "water_hours",
            "number",
            "hours fetching water",
            unit="hours per week",
            most=HOURS_IN_WEEK,
        ),
        Column("collected_firewood", "status", "collected firewood in the reference week"),
        Column(
            "firewood_hours",
            "number",
            "hours collecting firewood",
            unit="hours per week",
            most=HOURS_IN_WEEK,
        ),
        Column(
            "household_chores",
            "status",
            "any unpaid household service in the reference week, water and firewood apart",
        ),
        Column(
            "chores_hours",
            "number",
            "hours in household chores",
            unit="hours per week",
            most=HOURS_IN_WEEK,
        ),
        Column(
            "chores_hours_per_day",
            "number",
            "hours in household chores on a day of the reference week, for questionnaires that "
            "ask by day",
            unit="hours per day",
            most=HOURS_IN_DAY,
        ),
        *HAZARD_COLUMNS,
        Column(
            "chores_unhealthy",
            "status",
            "household services in an unhealthy environment, with unsafe equipment or heavy loads",
        ),
        Column("chores_dangerous_location", "status", "household services in dangerous locations"),
        *WORST_FORM_COLUMNS,
        *INDICATOR_COLUMNS,
        *APART_COLUMNS,
        *MARRIAGE_COLUMNS,
    ),
)
