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
