"""Items of circumstances: what an answer about a job says, at which stage, by whom, on whom."""

INVOLUNTARY_ITEMS = (
    ("IN1", "Unfree recruitment at birth or through transaction"),
    ("IN2", "Job of a different nature from that specified at recruitment, without consent"),
    ("IN3", "Abusive requirements for overtime or on-call work not previously agreed"),
    ("IN4", "Hazardous conditions not consented to"),
    ("IN5", "Very low or no wages"),
    ("IN6", "Degrading living conditions imposed by the employer"),
    ("IN7", "Work for other employers than agreed"),
    ("IN8", "Work for a longer period than agreed"),
    (
        "IN9",
        "No or limited freedom to terminate the work contract, by an obstacle that somebody sets "
        "(employer, recruiter, State)",
    ),
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
HSHC_RECRUITMENT_ITEMS = (
    ("R1", "Born or descended into slave or bonded status"),
    ("R2", "Abducted or confined during recruitment"),
    ("R3", "Sold into the job"),
    ("R4", "Recruitment linked to a debt that is being worked off"),
    ("R5", "Deceived at recruitment about the nature of the work"),
    (
        "R6",
        "Deceived at recruitment about conditions, contract, housing, place, employer or wages",
    ),
    ("R7", "Promise of marriage at recruitment"),
)
HSHC_WORK_ITEMS = (
    ("D1", "Forced overtime beyond legal limits"),
    ("D2", "Forced to work on call, day and night"),
    ("D3", "Limited freedom of movement and communication"),
    ("D4", "Degrading living conditions"),
    ("D5", "Forced to take part in illicit activities"),
    ("D6", "Forced to work for the employer's private home or family"),
    ("D7", "Induced addiction to illegal substances"),
    ("D8", "Induced or inflated indebtedness"),
    ("D9", "Multiple dependency on the employer: housing, food, jobs for relatives"),
    ("D10", "Dependency on the employer beyond the job, or before it"),
)
HSHC_LEAVING_ITEMS = (
    ("L1", "No freedom to resign in accordance with the law"),
    ("L2", "Reduced freedom to leave after training or another benefit paid by the employer"),
    ("L3", "Forced to stay while waiting for wages that are due"),
    ("L4", "Forced to work for an indeterminate time to repay a debt or advance"),
)
HSHC_PENALTY_ITEMS = (
    ("P1", "Denunciation to authorities"),
    ("P2", "Confiscation of identity or travel documents"),
    ("P3", "Telephone taken, isolated, locked in or under constant surveillance"),
    ("P4", "Physical violence"),
    ("P5", "Sexual violence"),
    ("P6", "Violence in front of other workers"),
    ("P7", "Other punishment: deprived of food, water or sleep"),
    ("P8", "Threats or violence against the family"),
    ("P9", "Removal of rights or privileges"),
    ("P10", "Further deterioration of working conditions"),
    ("P11", "Religious or cultural retribution"),
    ("P12", "Withholding of assets"),
    ("P13", "Withholding of wages"),
    ("P14", "Dismissal"),
    ("P15", "Extra work for breaches of discipline"),
    ("P16", "Financial penalties"),
    ("P17", "Exclusion from future employment"),
    ("P18", "Exclusion from community and social life"),
    ("P19", "Blackmail: informing family, community or the public"),
)
HSHC_ITEMS = (
    *HSHC_RECRUITMENT_ITEMS,
    *HSHC_WORK_ITEMS,
    *HSHC_LEAVING_ITEMS,
    *HSHC_PENALTY_ITEMS,
)
"""Items of the survey guidelines of 2012, beside those of the guidelines of the 20th ICLS:
involuntariness of recruitment, of work and life, and of leaving; penalties. The codes are this
project's own."""

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
ON_WHOM = (
    ("worker", "The worker"),
    ("parents", "The worker's parents"),
    ("others", "Others"),
    ("unknown", "Not known to whom"),
)
