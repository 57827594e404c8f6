"""Jobs: one row a job, or work episode, of a person."""

from measure87.vocabulary.columns.hazards import HAZARD_COLUMNS, WORST_FORM_COLUMNS
from measure87.vocabulary.columns.table import HOURS_IN_WEEK, OLDEST, Column, Table
from measure87.vocabulary.columns.trafficking import (
    ACT_COLUMNS,
    MEANS_COLUMNS,
    PURPOSE_COLUMNS,
)

STATUS_IN_EMPLOYMENT = (
    ("employee", "Employee"),
    ("own_account", "Own-account worker or employer"),
    ("family_worker", "Contributing family worker"),
    ("trainee", "Trainee or apprentice"),
    ("other", "Other"),
)

OWN_USE_SERVICES = "own_use_services"
"""The form of work that lies outside the SNA production boundary."""

FORMS_OF_WORK = (
    ("employment", "Employment"),
    ("own_use_goods", "Own-use production of goods"),
    (OWN_USE_SERVICES, "Own-use provision of services"),
    ("unpaid_trainee", "Unpaid trainee work"),
    ("volunteer", "Volunteer work"),
)
"""Forms of work of the 19th ICLS."""

WORK_IN_TRAINING = (
    ("school", "In a school or another training institution"),
    ("undertaking", "In an approved programme of training in an undertaking"),
    ("unknown", "Not known whether it is one of the two"),
)

IMPOSED_BY = (("private", "Private individuals, groups or companies"), ("state", "The State"))

EXCLUSIONS = (
    ("EX_MIL", "Compulsory military service"),
    ("EX_CIVIC", "Normal civic obligations"),
    ("EX_PRISON", "Consequence of a conviction in a court of law"),
    ("EX_EMERG", "Emergency"),
    ("EX_COMMUNAL", "Minor communal services"),
    ("EX_UNKNOWN", "Not known whether it is one of the five"),
)

JOBS = Table(
    "Jobs",
    "a job (work episode) of a person",
    (
        Column("person_id", "identifier", "the person whose job it is", required=True),
        Column("job_id", "identifier", "identifies the job within the person", required=True),
        Column(
            "in_reference_week",
            "status",
            "worked in this job in the reference week; null counts as yes, unless the job ended "
            "before the reference period",
        ),
        Column(
            "hours",
            "number",
            "hours in this job in the reference week",
            unit="hours per week",
            most=HOURS_IN_WEEK,
        ),
        Column(
            "usual_hours",
            "number",
            "hours usually worked in this job in a week",
            unit="hours per week",
            most=HOURS_IN_WEEK,
        ),
        Column(
            "temporarily_absent",
            "status",
            "had this job in the reference week and was temporarily absent from it",
        ),
        Column("seasonal", "status", "work of a season within the past twelve months"),
        Column(
            "form_of_work",
            "code",
            "form of work; null: employment, or another form within the SNA production boundary",
            levels=FORMS_OF_WORK,
        ),
        Column(
            "work_in_training",
            "code",
            "work in education or training to which C138 Article 6 speaks; null: neither kind",
            levels=WORK_IN_TRAINING,
        ),
        Column("industry", "code", "industry of the job, in the version that the mapping names"),
        Column("occupation", "code", "occupation, in the version that the mapping names"),
        Column("status_in_employment", "code", "status in employment", levels=STATUS_IN_EMPLOYMENT),
        *HAZARD_COLUMNS,
        *WORST_FORM_COLUMNS,
        Column(
            "in_reference_period",
            "status",
            "work episode overlaps the reference period for forced labour; null counts as yes, "
            "unless it surely ended before",
        ),
        Column(
            "age_at_episode",
            "integer",
            "age during the episode; null: age at interview, unless an age or a date of its start "
            "or end was told",
            "years",
        ),
        Column(
            "days",
            "number",
            "days of the episode inside the reference period, no more than it has",
            "days",
        ),
        Column(
            "episode_id",
            "identifier",
            "ties jobs of a person that are one work episode, such as that of a recruiter and that "
            "of an employer; null: an episode of its own",
        ),
        Column("start_date", "date", "day on which the episode began"),
        Column("end_date", "date", "day on which the episode ended; null where it goes on"),
        Column(
            "start_age", "integer", "age when the episode began", "completed years", most=OLDEST
        ),
        Column(
            "end_age",
            "integer",
            "age when the episode ended; null where it goes on",
            "completed years",
            most=OLDEST,
        ),
        Column(
            "goes_on",
            "status",
            "the episode goes on at the interview; null: yes for a job of the reference week "
            "whose end was not stated",
        ),
        Column("for_third_party", "status", "work for somebody other than the parents"),
        Column("with_or_for_parents", "status", "work with or for the parents"),
        Column("imposed_by", "code", "who imposes the work", levels=IMPOSED_BY),
        Column("commercial_sexual", "status", "work is commercial sexual exploitation"),
        *ACT_COLUMNS,
        *MEANS_COLUMNS,
        *PURPOSE_COLUMNS,
        Column(
            "exclusion",
            "code",
            "work that C29 Article 2(2) may exclude; null: none of the five kinds",
            levels=EXCLUSIONS,
            not_known="EX_UNKNOWN",
            missing_is_empty=True,
        ),
        Column("purely_military", "status", "EX_MIL: work of a purely military character"),
        Column(
            "self_governing_citizens", "status", "EX_CIVIC: citizens of a self-governing country"
        ),
        Column(
            "public_supervision",
            "status",
            "EX_PRISON: supervised and controlled by a public authority",
        ),
        Column(
            "hired_to_private",
            "status",
            "EX_PRISON: hired to or placed at the disposal of private parties",
        ),
        Column(
            "population_endangered",
            "status",
            "EX_EMERG: existence or well-being of the population endangered",
        ),
        Column(
            "community_direct_interest",
            "status",
            "EX_COMMUNAL: by members, in the direct interest of the community",
        ),
        Column(
            "community_consulted",
            "status",
            "EX_COMMUNAL: members or representatives have the right to be consulted",
        ),
        Column(
            "c105_purpose",
            "status",
            "imposed for a purpose that C105 Article 1 forbids (views, development, "
            "discipline, strikes, discrimination)",
        ),
    ),
)
