"""A form made by hand, in six languages, with one of everything; and a long one, by program."""

from measure87.collect.form.model import (
    Choice,
    ChoiceList,
    Form,
    Question,
    Section,
    Serves,
    form_json,
)

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru")
_FOREIGN = {
    "Yes": ("Oui", "Sí", "Sim", "نعم", "Да"),
    "No": ("Non", "No", "Não", "لا", "Нет"),
    "Don’t know": ("Ne sait pas", "No sabe", "Não sabe", "لا يعرف", "Не знает"),
    "Refuses": ("Refuse", "Se niega", "Recusa", "يرفض", "Отказ"),
    "Male": ("Homme", "Hombre", "Homem", "ذكر", "Мужчина"),
    "Female": ("Femme", "Mujer", "Mulher", "أنثى", "Женщина"),
    "How old is ${name}?": (
        "Quel âge a ${name} ?", "¿Qué edad tiene ${name}?", "Que idade tem ${name}?",
        "كم عمر ${name}؟", "Сколько лет ${name}?",
    ),
    "Do you agree to be interviewed?": (
        "Acceptez-vous de répondre ?", "¿Acepta que le entreviste?", "Aceita ser entrevistado?",
        "هل توافق على إجراء المقابلة؟", "Вы согласны на интервью?",
    ),
    "What kind of work is it?": (
        "De quel travail s’agit-il ?", "¿Qué trabajo es?", "Que trabalho é?", "ما نوع هذا العمل؟",
        "Что это за работа?",
    ),
    "Was it paid?": (
        "Était-il payé ?", "¿Era pagado?", "Era pago?", "هل كان بأجر؟", "Она оплачивалась?",
    ),
    "Has anybody threatened you?": (
        "Quelqu’un vous a-t-il menacé ?", "¿Le ha amenazado alguien?", "Alguém ameaçou você?",
        "هل هددك أحد؟", "Вам кто-нибудь угрожал?",
    ),
    "A form made by hand": (
        "Un formulaire fait à la main", "Un formulario hecho a mano", "Um formulário feito à mão",
        "استمارة صُنعت باليد", "Форма, сделанная вручную",
    ),
    "Household members": (
        "Membres du ménage", "Miembros del hogar", "Membros do agregado", "أفراد الأسرة المعيشية",
        "Члены домохозяйства",
    ),
}  # fmt: skip


def say(text):
    """A text in six languages; one that nobody translated has its language before it."""
    foreign = _FOREIGN.get(text) or [f"[{code}] {text}" for code in LANGUAGES[1:]]
    return dict(zip(LANGUAGES, (text, *foreign), strict=True))


YES_NO = ChoiceList(
    "yes_no",
    (
        Choice("1", say("Yes"), "yes"),
        Choice("2", say("No"), "no"),
        Choice("8", say("Don’t know"), "unknown"),
        Choice("9", say("Refuses"), "refused"),
    ),
)
SEX = ChoiceList("sex", (Choice("1", say("Male")), Choice("2", say("Female"))))
CHORES = ChoiceList(
    "chores",
    (
        Choice("water", say("Fetching water")),
        Choice("wood", say("Collecting firewood")),
        Choice("none", say("None of these")),
    ),
)
FORCED = Serves("circumstances", "answer", item="CO2", stage="work", mode="subjected")


def made_form(draft=True, languages=LANGUAGES):
    """Consent, a roster with jobs in it, chores, and a sensitive part."""
    jobs = Section(
        "jobs",
        (
            Question("job_kind", "text", say("What kind of work is it?")),
            Question("job_hours", "decimal", say("How many hours in the last week?"),
                     constraint=". >= 0 and . <= 168",
                     constraint_messages=say("A week has 168 hours."),
                     serves=(Serves("jobs", "hours_per_week"),)),
            Question("job_paid", "select_one", say("Was it paid?"), choices="yes_no"),
            Question("job_since", "date", say("Since when?"), relevant="${job_paid} = '1'"),
            Question("job_place", "text", say("Where was it done?")),
        ),
        repeats=True, labels=say("Jobs"), repeat_count="${n_jobs}",
    )  # fmt: skip
    roster = Section(
        "roster",
        (
            Question("name", "text", say("What is the name?"), identifier=True),
            Question("sex", "select_one", say("Is it a man or a woman?"), choices="sex",
                     serves=(Serves("persons", "sex"),)),
            Question("age", "integer", say("How old is ${name}?"), required=True,
                     hints=say("In completed years."), constraint=". >= 0 and . <= 120",
                     serves=(Serves("persons", "age_years"),)),
            Question("is_child", "calculate",
                     calculation="if(${age} >= 5 and ${age} <= 17, 1, 0)", bind_type="int"),
            Question("chores", "select_multiple", say("Which of these does ${name} do?"),
                     choices="chores", relevant="${is_child} = 1",
                     constraint="not(selected(., 'none') and count-selected(.) > 1)"),
            Question("n_jobs", "integer", say("How many jobs does ${name} have?"),
                     relevant="${age} >= 5"),
            jobs,
        ),
        repeats=True, labels=say("Household members"),
    )  # fmt: skip
    sensitive = Section(
        "forced",
        (
            Question("alone", "acknowledge", say("Nobody else can hear.")),
            Question("threat", "select_one", say("Has anybody threatened you?"), choices="yes_no",
                     sensitive=True, serves=(FORCED,), module="coercion", source="unseen"),
            Question("threat_when", "date", say("When was that?"),
                     relevant="${threat} = '1' or ${threat} = '8'", sensitive=True),
            Question("where", "geopoint", say("Where was that?"), identifier=True,
                     relevant="not(${threat} != '1')"),
            Question("thanks", "note", say("Thank you.")),
        ),
        labels=say("Threats"), relevant="${consent} = '1' and ${n_members} > 0",
        appearance="field-list",
    )  # fmt: skip
    return Form(
        id="made", version="2026112801", title=say("A form made by hand"), languages=languages,
        lists=(YES_NO, SEX, CHORES), country="XXX", draft=draft,
        ethics_approval="" if draft else "NEC 12/2026 (invented)",
        children=(
            Question("start", "start"),
            Question("today", "today"),
            Question("device", "deviceid"),
            Question("consent", "select_one", say("Do you agree to be interviewed?"),
                     choices="yes_no", required=True, consent="person"),
            roster,
            Question("n_members", "calculate", calculation="count(${roster})", bind_type="int"),
            sensitive,
        ),
    )  # fmt: skip


def write_made_form(folder):
    """What `form build` leaves in a folder of the form, as far as others read it."""
    (folder / "form").mkdir(parents=True)
    (folder / "form" / "form.json").write_bytes(form_json(made_form()))


def long_form(questions=250):
    """As many questions as a national form has, in parts of 25, with conditions."""
    kinds = ("select_one", "integer", "text", "select_multiple", "date")
    parts = []
    for part in range(questions // 25):
        inside = []
        for n in range(25):
            kind = kinds[n % len(kinds)]
            inside.append(
                Question(
                    f"q{part}_{n}",
                    kind,
                    say(f"Question {n} of part {part}, asked in a sentence of usual length?"),
                    hints=say("Read out each answer.") if n % 3 == 0 else {},
                    choices={"select_one": "yes_no", "select_multiple": "chores"}.get(kind, ""),
                    relevant=f"${{q{part}_0}} = '1'" if n else "",
                    constraint=". >= 0 and . <= 99" if kind == "integer" else "",
                )
            )
        parts.append(Section(f"part{part}", tuple(inside), labels=say(f"Part {part}")))
    return Form("long", "1", say("A long form"), LANGUAGES, (YES_NO, CHORES), tuple(parts))
