"""The tables that pass between rooms: their columns, units, levels and missing answers.

Items are statuses (Int8: no 0, unknown 1, yes 2). In a status column

* *unknown* (1) means asked and not answered: refused, don't know, no response,
  inconsistent, or not asked although the question arose;
* *null* means that the question did not arise or that the questionnaire does not have it.

A number (hours, days) that was not told is null; the status beside it says whether the
activity took place. No table ever holds NaN.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["identifier", "status", "code", "integer", "number"]


@dataclass(frozen=True)
class Column:
    """One declared column."""

    name: str
    kind: Kind
    about: str
    unit: str | None = None
    levels: tuple[tuple[str, str], ...] = ()
    """Code and English label, for columns of kind `code` whose levels are fixed."""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One declared table; `row` says what a row is."""

    name: str
    row: str
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        """The column of that name; KeyError if the table does not declare it."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        """Whether the table declares a column of that name."""
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all declared columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(column.name for column in self.columns if column.required)


SEX = (("1", "Male"), ("2", "Female"))
AREA = (("1", "Urban"), ("2", "Rural"))
WEALTH = (("1", "Poorest"), ("2", "Second"), ("3", "Middle"), ("4", "Fourth"), ("5", "Richest"))

FUNCTIONAL_DIFFICULTIES = (
    ("1", "Has functional difficulty"),
    ("2", "Has no functional difficulty"),
)

_HAZARDS = (
    Column("heavy_loads", "status", "work requires carrying heavy loads"),
    Column("dangerous_tools", "status", "work with dangerous tools or operating heavy machinery"),
    Column("dust_fumes_gas", "status", "exposed to dust, fumes or gas at work"),
    Column("extreme_temperature", "status", "exposed to extreme cold, heat or humidity at work"),
    Column("noise_vibration", "status", "exposed to loud noise or vibration at work"),
    Column("heights", "status", "required to work at heights"),
    Column("chemicals_explosives", "status", "required to work with chemicals or explosives"),
    Column(
        "other_hazard",
        "status",
        "exposed to other things, processes or conditions bad for health or safety",
    ),
    Column("abuse_at_work", "status", "exposed to physical, psychological or sexual abuse"),
    Column(
        "underground_underwater_confined",
        "status",
        "work underground, under water or in confined spaces",
    ),
    Column("night_work", "status", "work at night"),
    Column("confined_to_premises", "status", "unreasonably confined to the employer's premises"),
)
HAZARDS = tuple(column.name for column in _HAZARDS)

_WORST_FORMS = (
    Column(
        "worst_form_3a",
        "status",
        "slavery or similar: sale, trafficking, debt bondage, serfdom, forced labour",
    ),
    Column("worst_form_3b", "status", "used, procured or offered for prostitution or pornography"),
    Column("worst_form_3c", "status", "used, procured or offered for illicit activities"),
)

_INDICATORS = (
    Column(
        "indicator_abuse_of_vulnerability",
        "status",
        "her vulnerability was abused to make her work",
    ),
    Column("indicator_deception", "status", "deceived about the work, its conditions or its pay"),
    Column("indicator_restriction_of_movement", "status", "movement restricted"),
    Column("indicator_isolation", "status", "kept isolated from other people"),
    Column("indicator_physical_sexual_violence", "status", "physical or sexual violence"),
    Column("indicator_intimidation_threats", "status", "intimidated or threatened"),
    Column("indicator_retention_of_documents", "status", "identity or travel documents retained"),
    Column("indicator_withholding_of_wages", "status", "wages withheld"),
    Column(
        "indicator_debt_bondage", "status", "works to pay off a debt to who employs or placed her"
    ),
    Column(
        "indicator_abusive_conditions",
        "status",
        "abusive or degrading working or living conditions",
    ),
    Column("indicator_excessive_overtime", "status", "overtime beyond what is lawful or agreed"),
)
INDICATORS = tuple(column.name for column in _INDICATORS)
"""The eleven indicators of the ILO, where a questionnaire asks for one directly, in order."""

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
        ),
        Column("fetched_water", "status", "fetched water in the reference week"),
        Column("water_hours", "number", "hours fetching water", unit="hours per week"),
        Column("collected_firewood", "status", "collected firewood in the reference week"),
        Column("firewood_hours", "number", "hours collecting firewood", unit="hours per week"),
        Column(
            "household_chores",
            "status",
            "any unpaid household service in the reference week, water and firewood apart",
        ),
        Column("chores_hours", "number", "hours in household chores", unit="hours per week"),
        *_HAZARDS,
        Column(
            "chores_unhealthy",
            "status",
            "household services in an unhealthy environment, with unsafe equipment or heavy loads",
        ),
        Column("chores_dangerous_location", "status", "household services in dangerous locations"),
        *_WORST_FORMS,
        *_INDICATORS,
    ),
)

STATUS_IN_EMPLOYMENT = (
    ("employee", "Employee"),
    ("own_account", "Own-account worker or employer"),
    ("family_worker", "Contributing family worker"),
    ("trainee", "Trainee or apprentice"),
    ("other", "Other"),
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
        Column("hours", "number", "hours in this job in the reference week", "hours per week"),
        Column("industry", "code", "industry of the job, in the version that the mapping names"),
        Column("occupation", "code", "occupation, in the version that the mapping names"),
        Column("status_in_employment", "code", "status in employment", levels=STATUS_IN_EMPLOYMENT),
        *_HAZARDS,
        *_WORST_FORMS,
        Column(
            "in_reference_period",
            "status",
            "work episode overlaps the reference period for forced labour; null counts as yes",
        ),
        Column(
            "age_at_episode", "integer", "age during the episode; null: age at interview", "years"
        ),
        Column("days", "number", "days of the episode inside the reference period", "days"),
        Column("for_third_party", "status", "work for somebody other than the parents"),
        Column("with_or_for_parents", "status", "work with or for the parents"),
        Column("imposed_by", "code", "who imposes the work", levels=IMPOSED_BY),
        Column("commercial_sexual", "status", "work is commercial sexual exploitation"),
        Column(
            "exclusion",
            "code",
            "work that C29 Article 2(2) may exclude; null: none of the five kinds",
            levels=EXCLUSIONS,
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

INVOLUNTARY_ITEMS = (
    ("IN1", "Unfree recruitment at birth or through transaction"),
    ("IN2", "Job of a different nature from that specified at recruitment, without consent"),
    ("IN3", "Abusive requirements for overtime or on-call work not previously agreed"),
    ("IN4", "Hazardous conditions not consented to"),
    ("IN5", "Very low or no wages"),
    ("IN6", "Degrading living conditions imposed by the employer"),
    ("IN7", "Work for other employers than agreed"),
    ("IN8", "Work for a longer period than agreed"),
    ("IN9", "No or limited freedom to terminate the work contract"),
    ("INX", "Other circumstance without free and informed consent"),
)
COERCION_ITEMS = (
    ("CO1", "Threats or violence against the worker, relatives or close associates"),
    ("CO2", "Restrictions on movement"),
    ("CO3", "Debt bondage or manipulation of debt"),
    ("CO4", "Withholding of wages or other promised benefits"),
    ("CO5", "Withholding of valuable documents"),
    ("CO6", "Abuse of vulnerability: denial of rights, threats of dismissal or deportation"),
    ("COX", "Other means of coercion"),
)
STAGES = (("RECRUITMENT", "Recruitment"), ("DURING", "During work"), ("LEAVING", "Leaving"))
MODES = (
    ("subjected", "Actually subjected"),
    ("threatened", "Verbally threatened"),
    ("witnessed", "Witnessed on co-workers"),
)
BY_WHOM = (
    ("employer", "Employer"),
    ("recruiter", "Recruiter or agent"),
    ("parents", "The worker's own parents"),
    ("state", "Public authority"),
    ("other", "Somebody else"),
)
ON_WHOM = (("worker", "The worker"), ("parents", "The worker's parents"), ("others", "Others"))

CIRCUMSTANCES = Table(
    "Circumstances",
    "an answer about a job: item x stage x mode x by whom x on whom",
    (
        Column("person_id", "identifier", "the person who answered", required=True),
        Column("job_id", "identifier", "the job it is about", required=True),
        Column(
            "question",
            "code",
            "the question that was answered; rows of one person, job and question are one answer",
            required=True,
        ),
        Column(
            "item",
            "code",
            "what the answer says",
            levels=(*INVOLUNTARY_ITEMS, *COERCION_ITEMS),
            required=True,
        ),
        Column("stage", "code", "stage of the work relationship", levels=STAGES),
        Column("mode", "code", "how coercion reached the worker", levels=MODES),
        Column("by_whom", "code", "who did it", levels=BY_WHOM),
        Column("on_whom", "code", "to whom it was done; null: the worker", levels=ON_WHOM),
        Column("answer", "status", "whether it happened", required=True),
        Column(
            "consent_lacked",
            "status",
            "for an involuntary item: free and informed consent was lacking",
        ),
    ),
)

CLASSIFIED = Table(
    "Classified",
    "a person: for each measure a status (null outside its universe) and the reason key; "
    "design and domain columns are carried along",
    (Column("person_id", "identifier", "identifies a person in the file", required=True),),
)

REASON_SUFFIX = "__reason"
"""Column with the reason key of a measure (see `status.reason_key`), Int32."""

CAUSE_SUFFIX = "__cause"
"""Column with what left a person undetermined: the rule and the missing answer, text."""

SHARE_SUFFIX = "__share"
"""Column with the share of the reference period in the status yes, 0 to 1 (stock)."""

LOW_SUFFIX = "_low"
HIGH_SUFFIX = "_high"
"""A rule may ask for the least and the greatest value that a number can have."""

HOURS_IN_WEEK = 168.0
"""The greatest value that untold weekly hours can have."""

ACTIVITY_OF_HOURS = {
    "economic_hours": "economic_activity",
    "water_hours": "fetched_water",
    "firewood_hours": "collected_firewood",
    "chores_hours": "household_chores",
}
"""The status that says whether the hours could be any at all."""

PERSON_ITEMS_OF_JOBS = (*HAZARDS, *(column.name for column in _WORST_FORMS))
"""Statuses that a questionnaire asks of each job or of all together: a person has what one
of her jobs of the reference week has."""

TABLES = {table.name: table for table in (PERSONS, JOBS, CIRCUMSTANCES, CLASSIFIED)}
