"""Statuses that are asked of each job or of all together: hazards and worst forms; indicators."""

from measure87.vocabulary.columns.table import Column

HAZARD_COLUMNS = (
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
HAZARDS = tuple(column.name for column in HAZARD_COLUMNS)

WORST_FORM_COLUMNS = (
    Column(
        "worst_form_3a",
        "status",
        "slavery or similar: sale, trafficking, debt bondage, serfdom, forced labour",
    ),
    Column("worst_form_3b", "status", "used, procured or offered for prostitution or pornography"),
    Column("worst_form_3c", "status", "used, procured or offered for illicit activities"),
)

INDICATOR_COLUMNS = (
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
INDICATORS = tuple(column.name for column in INDICATOR_COLUMNS)
"""The eleven indicators of the ILO, where a questionnaire asks for one directly, in order."""

PERSON_ITEMS_OF_JOBS = (*HAZARDS, *(column.name for column in WORST_FORM_COLUMNS))
"""Statuses that a questionnaire asks of each job or of all together: a person has what one
of her jobs of the reference week has."""
