"""A form without fault, made by hand, in six languages; each test plants one fault in it."""

from copy import deepcopy

import openpyxl

LANGUAGES = {
    "en": "English (en)", "fr": "Français (fr)", "es": "Español (es)", "pt": "Português (pt)",
    "ar": "العربية (ar)", "ru": "Русский (ru)",
}  # fmt: skip


def said(column, *texts):
    """A text in all languages."""
    return {f"{column}::{name}": text for name, text in zip(LANGUAGES.values(), texts, strict=True)}


def labelled(*texts):
    return said("label", *texts)


def told(*texts):
    return said("constraint_message", *texts)


SURVEY = [
    {"type": "start", "name": "start"},
    {"type": "end", "name": "end"},
    {"type": "today", "name": "today"},
    {"type": "deviceid", "name": "deviceid"},
    {"type": "note", "name": "welcome",
     **labelled("Good day. We ask about work.",
                "Bonjour. Nous posons des questions sur le travail.",
                "Buenos días. Preguntamos por el trabajo.",
                "Bom dia. Perguntamos sobre o trabalho.",
                "مرحبا. نسأل عن العمل.", "Здравствуйте. Мы спрашиваем о работе.")},
    {"type": "integer", "name": "hh_number", "required": "yes", "constraint": ". > 0 and . < 1000",
     **labelled("Number of the household", "Numéro du ménage", "Número del hogar",
                "Número do domicílio", "رقم الأسرة", "Номер домохозяйства"),
     **told("From 1 to 999", "De 1 à 999", "De 1 a 999", "De 1 até 999", "من 1 إلى 999",
            "От 1 до 999")},
    {"type": "select_one yesno", "name": "consent", "required": "yes",
     **labelled("Do you agree to take part?", "Acceptez-vous de participer ?",
                "¿Acepta participar?",
                "Aceita participar?", "هل توافق على المشاركة؟", "Вы согласны участвовать?")},
    {"type": "begin_group", "name": "interview", "relevant": "${consent} = '1'",
     **labelled("Interview", "Entretien", "Entrevista", "A entrevista", "المقابلة", "Интервью")},
    {"type": "begin_repeat", "name": "member",
     **labelled("Member", "Membre", "Miembro", "Membro", "فرد", "Член домохозяйства")},
    {"type": "text", "name": "first_name",
     **labelled("First name", "Prénom", "Nombre de pila", "Primeiro nome", "الاسم الأول", "Имя")},
    {"type": "integer", "name": "age", "required": "yes", "constraint": ". >= 0 and . <= 120",
     **labelled("Age in completed years", "Âge en années révolues", "Edad en años cumplidos",
                "Idade em anos completos", "العمر بالسنوات الكاملة", "Возраст полных лет"),
     **told("From 0 to 120", "De 0 à 120", "De 0 a 120", "De 0 até 120", "من 0 إلى 120",
            "От 0 до 120")},
    {"type": "select_one sex", "name": "sex",
     **labelled("Sex of ${first_name}", "Sexe de ${first_name}", "Sexo de ${first_name}",
                "Sexo da pessoa: ${first_name}", "جنس ${first_name}", "Пол: ${first_name}")},
    {"type": "select_one answer", "name": "worked", "relevant": "${age} >= 5",
    "appearance": "minimal",
     **labelled("Any work in the last 7 days?", "Un travail ces 7 derniers jours ?",
                "¿Trabajó en los últimos 7 días?", "Trabalhou nos últimos 7 dias?",
                "هل عمل خلال الأيام السبعة الماضية؟", "Работал ли в последние 7 дней?"),
     **said("hint", "Also for one hour only.", "Même une heure seulement.",
            "También por una sola hora.",
            "Mesmo por uma só hora.", "ولو لساعة واحدة.", "Хотя бы один час.")},
    {"type": "begin_repeat", "name": "job", "relevant": "${worked} = '1'",
     **labelled("Job", "Emploi", "Trabajo", "Trabalho", "الوظيفة", "Место работы")},
    {"type": "integer", "name": "hours", "constraint": ". >= 0 and . <= 168",
     **labelled("Hours in the last 7 days", "Heures ces 7 derniers jours",
                "Horas en los últimos 7 días",
                "Horas nos últimos 7 dias", "الساعات خلال الأيام السبعة",
                "Часов за последние 7 дней"),
     **told("From 0 to 168", "De 0 à 168", "De 0 a 168", "De 0 até 168", "من 0 إلى 168",
            "От 0 до 168")},
    {"type": "calculate", "name": "hours_told", "calculation": "if(${hours}='',0,${hours})",
     "bind::type": "int"},
    {"type": "select_multiple hazards", "name": "hazard",
     "constraint": "not((selected(., 'none') or selected(., '8') or selected(., '9')) "
     "and count-selected(.) > 1)",
     **labelled("What is there at this work?", "Qu'y a-t-il à ce travail ?",
                "¿Qué hay en ese trabajo?",
                "O que há nesse trabalho?", "ماذا يوجد في هذا العمل؟", "Что есть на этой работе?"),
     **told("Nothing beside these", "Rien d'autre avec cela", "Nada más con eso",
            "Nada mais com isso",
            "لا شيء مع ذلك", "Ничего кроме этого")},
    {"type": "text", "name": "hazard_other", "relevant": "selected(${hazard}, 'other')",
     **labelled("What else is there?", "Quoi d'autre ?", "¿Qué más hay?", "O que mais há?",
                "وماذا أيضا؟", "Что ещё там есть?")},
    {"type": "date", "name": "job_began", "constraint": ". <= today() and . >= date('1950-01-01')",
     **labelled("When did it begin?", "Quand a-t-il commencé ?", "¿Cuándo comenzó?",
                "Quando começou?", "متى بدأ؟", "Когда началась работа?"),
     **told("A day from 1950 until today", "Un jour depuis 1950 jusqu'à ce jour",
            "Un día desde 1950 hasta hoy", "Um dia desde 1950 até hoje", "يوم منذ 1950 حتى اليوم",
            "День с 1950 года по сегодня")},
    {"type": "end_repeat", "name": "job"},
    {"type": "calculate", "name": "work_hours", "calculation": "sum(${hours_told})",
     "bind::type": "int"},
    {"type": "begin_group", "name": "alone", "relevant": "${age} >= 18",
     **labelled("In private", "En privé", "En privado", "Em privado", "على انفراد", "Наедине")},
    {"type": "select_one yesno", "name": "private", "required": "yes",
     **labelled("Is nobody else listening?", "Personne d'autre n'écoute ?", "¿Nadie más escucha?",
                "Ninguém mais escuta?", "ألا يستمع أحد غيرنا؟", "Больше никто не слушает?")},
    {"type": "select_one answer", "name": "threatened", "relevant": "${private} = '1'",
     **labelled("Did anybody threaten you to make you work?",
                "Vous a-t-on menacé pour vous faire travailler ?",
                "¿Alguien le amenazó para que trabajara?", "Alguém o ameaçou para que trabalhasse?",
                "هل هددك أحد لكي تعمل؟", "Вам угрожали, чтобы вы работали?")},
    {"type": "end_group", "name": "alone"},
    {"type": "end_repeat", "name": "member"},
    {"type": "calculate", "name": "members", "calculation": "count(${member})",
    "bind::type": "int"},
    {"type": "calculate", "name": "mean_hours", "bind::type": "decimal",
     "calculation": "if(${members} > 0, sum(${work_hours}) div ${members}, '')"},
    {"type": "end_group", "name": "interview"},
]  # fmt: skip


def answer(list_name, name, *labels):
    return {"list_name": list_name, "name": name, **labelled(*labels)}


CHOICES = [
    answer("yesno", "1", "Yes", "Oui", "Sí", "Sim", "نعم", "Да"),
    answer("yesno", "2", "No", "Non", "No", "Não", "لا", "Нет"),
    answer("answer", "1", "Yes", "Oui", "Sí", "Sim", "نعم", "Да"),
    answer("answer", "2", "No", "Non", "No", "Não", "لا", "Нет"),
    answer("answer", "8", "Don't know", "Ne sait pas", "No sabe", "Não sabe", "لا يعرف",
    "Не знает"),
    answer("answer", "9", "Refused", "Refus", "Rechaza responder", "Recusa", "رفض", "Отказ"),
    answer("sex", "1", "Male", "Masculin", "Hombre", "Masculino", "ذكر", "Мужской"),
    answer("sex", "2", "Female", "Féminin", "Mujer", "Feminino", "أنثى", "Женский"),
    answer("hazards", "dust", "Dust", "Poussière", "Polvo", "Poeira", "غبار", "Пыль"),
    answer("hazards", "loads", "Heavy loads", "Charges lourdes", "Cargas pesadas", "Cargas pesadas",
           "أحمال ثقيلة", "Тяжести"),
    answer("hazards", "other", "Other", "Autre", "Otro", "Outro", "أخرى", "Другое"),
    answer("hazards", "none", "None of these", "Aucun", "Ninguno", "Nenhum", "لا شيء من هذا",
           "Ничего из этого"),
    answer("hazards", "8", "Don't know", "Ne sait pas", "No sabe", "Não sabe", "لا يعرف",
    "Не знает"),
    answer("hazards", "9", "Refused", "Refus", "Rechaza responder", "Recusa", "رفض", "Отказ"),
]  # fmt: skip
SETTINGS = [
    {"form_title": "Work of household members", "form_id": "hh_work_clean", "version": "2025-01",
     "default_language": "English (en)", "instance_name": "concat('HH ', ${hh_number})"},
]  # fmt: skip


class Sheets:
    """The sheets of the clean form, to be changed."""

    def __init__(self):
        self.survey = deepcopy(SURVEY)
        self.choices = deepcopy(CHOICES)
        self.settings = deepcopy(SETTINGS)
        self.columns = {name: headers_of(getattr(self, name)) for name in
                        ("survey", "choices", "settings")}  # fmt: skip
        self.loose = {}
        """Cells of sheet `survey` by row and column, beyond all headers."""
        self.names = {"survey": "survey", "choices": "choices", "settings": "settings"}

    def question(self, name):
        return next(row for row in self.survey if row.get("name") == name)

    def row(self, name):
        """The number of a question's row, as a spreadsheet counts."""
        return 2 + next(n for n, row in enumerate(self.survey) if row.get("name") == name)

    def choice(self, list_name, name):
        return next(r for r in self.choices if (r["list_name"], r["name"]) == (list_name, name))

    def choice_row(self, list_name, name):
        return 2 + self.choices.index(self.choice(list_name, name))

    def set(self, question, **cells):
        self.question(question).update(cells)

    def after(self, name, *rows):
        at = self.survey.index(self.question(name)) + 1
        self.survey[at:at] = rows

    def rename_column(self, sheet, old, new):
        self.columns[sheet] = [new if one == old else one for one in self.columns[sheet]]
        for row in getattr(self, sheet):
            if old in row:
                row[new] = row.pop(old)

    def write(self, path):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, title in self.names.items():
            rows = getattr(self, name)
            sheet = book.create_sheet(title)
            headers = [*self.columns[name], *(h for h in headers_of(rows)
                                              if h not in self.columns[name])]  # fmt: skip
            sheet.append(headers)
            for row in rows:
                sheet.append([row.get(header) for header in headers])
            if name == "survey":
                for (row, column), value in self.loose.items():
                    sheet.cell(row, column, value)
        book.save(path)
        return path


def headers_of(rows):
    return list(dict.fromkeys(header for row in rows for header in row))
