"""Another form without fault: in Portuguese and Arabic, with repeats three deep."""

from copy import deepcopy

import openpyxl

PT, AR = "Português (pt)", "العربية (ar)"


def two(column, pt, ar):
    return {f"{column}::{PT}": pt, f"{column}::{AR}": ar}


def row(kind, name, pt=None, ar=None, **more):
    said = {} if pt is None else two("label", pt, ar)
    return {"type": kind, "name": name, **said, **more}


def refuses(pt, ar):
    return two("constraint_message", pt, ar)


SURVEY = [
    row("start", "inicio"),
    row("end", "fim"),
    row("today", "hoje"),
    row(
        "note",
        "bemvindo",
        "Bom dia. Perguntamos sobre o trabalho da família.",
        "صباح الخير. نسأل عن عمل الأسرة.",
    ),
    row(
        "select_one regiao", "regiao", "Em que região estamos?", "في أي منطقة نحن؟", required="yes"
    ),
    row(
        "select_one vila",
        "vila",
        "Em que vila estamos?",
        "في أي قرية نحن؟",
        required="yes",
        choice_filter="regiao = ${regiao}",
    ),
    row("select_one simnao", "acordo", "Aceita responder?", "هل تقبل الإجابة؟", required="yes"),
    row("begin_group", "conversa", "Conversa", "الحديث", relevant="${acordo} = '1'"),
    row(
        "integer",
        "n_pessoas",
        "Quantas pessoas vivem aqui?",
        "كم شخصا يعيش هنا؟",
        required="yes",
        constraint=". >= 1 and . <= 30",
        **refuses("De 1 até 30", "من 1 إلى 30"),
    ),
    row("begin_repeat", "pessoa", "Pessoa", "شخص", repeat_count="${n_pessoas}"),
    row("text", "nome", "Primeiro nome", "الاسم الأول", required="yes"),
    row(
        "integer",
        "idade",
        "Idade em anos completos",
        "العمر بالسنوات",
        required="yes",
        constraint=". >= 0 and . <= 110",
        **refuses("De 0 até 110", "من 0 إلى 110"),
    ),
    row("select_one sexo", "sexo", "Sexo de ${nome}", "جنس ${nome}", required="yes"),
    row(
        "select_one resposta",
        "escola",
        "Vai à escola este ano?",
        "هل يذهب إلى المدرسة هذا العام؟",
        relevant="${idade} >= 5 and ${idade} <= 24",
    ),
    row("begin_repeat", "tarefa", "Tarefa", "مهمة", relevant="${idade} >= 5"),
    row("select_one oficio", "oficio", "Que trabalho era?", "ما هو العمل؟"),
    row(
        "text",
        "oficio_outro",
        "Que outro trabalho?",
        "ما هو العمل الآخر؟",
        relevant="${oficio} = 'outro'",
    ),
    row(
        "integer",
        "horas",
        "Horas nos últimos 7 dias",
        "الساعات في الأيام السبعة الماضية",
        required="yes",
        constraint=". >= 0 and . <= 168",
        **refuses("De 0 até 168", "من 0 إلى 168"),
    ),
    row(
        "select_multiple perigo",
        "perigos",
        "O que havia nesse trabalho?",
        "ماذا كان في هذا العمل؟",
        constraint="not((selected(., 'nada') or selected(., '98') or selected(., '99')) "
        "and count-selected(.) > 1)",
        **refuses("Nada mais com isso", "لا شيء مع ذلك"),
    ),
    row("begin_repeat", "pagamento", "Pagamento", "دفعة"),
    row(
        "decimal",
        "valor",
        "Quanto foi pago?",
        "كم كان المبلغ؟",
        required="yes",
        constraint=". >= 0",
        **refuses("Zero ou mais", "صفر أو أكثر"),
    ),
    row(
        "date",
        "dia",
        "Em que dia?",
        "في أي يوم؟",
        constraint=". <= today()",
        **refuses("Até hoje", "حتى اليوم"),
    ),
    row("end_repeat", "pagamento"),
    row("calculate", "pago", calculation="sum(${valor})", **{"bind::type": "decimal"}),
    row("end_repeat", "tarefa"),
    row("calculate", "horas_todas", calculation="sum(${horas})", **{"bind::type": "int"}),
    row("begin_group", "so", "A sós", "على انفراد", relevant="${idade} >= 18"),
    row(
        "select_one simnao",
        "a_sos",
        "Mais ninguém está a ouvir?",
        "ألا يسمعنا أحد آخر؟",
        required="yes",
    ),
    row(
        "select_one resposta",
        "ameaca",
        "Alguém o ameaçou para que trabalhasse?",
        "هل هددك أحد لكي تعمل؟",
        relevant="${a_sos} = '1'",
    ),
    row("end_group", "so"),
    row("end_repeat", "pessoa"),
    row(
        "range",
        "dificuldade",
        "De 0 a 10, quão difícil foi o mês?",
        "من 0 إلى 10، كم كان الشهر صعبا؟",
        parameters="start=0 end=10 step=1",
    ),
    row("select_one resposta", "terra", "A família tem terra?", "هل للأسرة أرض؟"),
    row(
        "decimal",
        "hectares",
        "Quantos hectares?",
        "كم هكتارا؟",
        relevant="${terra} = '1'",
        constraint=". > 0 and . < 1000",
        **refuses("Mais de 0", "أكثر من 0"),
    ),
    row("end_group", "conversa"),
]


def answer(list_name, name, pt, ar, **more):
    return {"list_name": list_name, "name": name, **two("label", pt, ar), **more}


YES = [("1", "Sim", "نعم"), ("2", "Não", "لا")]
NONE = [("98", "Não sabe", "لا يعرف"), ("99", "Recusa", "يرفض")]
CHOICES = [
    answer("regiao", "norte", "Norte", "الشمال"),
    answer("regiao", "sul", "Sul", "الجنوب"),
    answer("vila", "porto", "Porto Velho", "الميناء القديم", regiao="norte"),
    answer("vila", "serra", "Serra Alta", "الجبل العالي", regiao="norte"),
    answer("vila", "praia", "Praia Grande", "الشاطئ الكبير", regiao="sul"),
    *[answer("simnao", *one) for one in YES],
    *[answer("resposta", *one) for one in (*YES, *NONE)],
    answer("sexo", "1", "Masculino", "ذكر"),
    answer("sexo", "2", "Feminino", "أنثى"),
    answer("oficio", "pesca", "Pesca", "صيد السمك"),
    answer("oficio", "campo", "Campo", "الحقل"),
    answer("oficio", "outro", "Outro", "آخر"),
    *[answer("oficio", *one) for one in NONE],
    answer("perigo", "po", "Pó", "غبار"),
    answer("perigo", "peso", "Cargas pesadas", "أحمال ثقيلة"),
    answer("perigo", "nada", "Nada disso", "لا شيء من ذلك"),
    *[answer("perigo", *one) for one in NONE],
]
SETTINGS = [
    {
        "form_title": "Trabalho da família",
        "form_id": "trabalho_familia",
        "version": "2026-02",
        "default_language": PT,
        "instance_name": "concat(${regiao}, '-', ${vila})",
    }
]


class Book:
    def __init__(self):
        self.survey, self.choices, self.settings = map(deepcopy, (SURVEY, CHOICES, SETTINGS))
        self.names = {"survey": "survey", "choices": "choices", "settings": "settings"}
        self.columns = {
            name: list(dict.fromkeys(k for r in getattr(self, name) for k in r))
            for name in self.names
        }

    def q(self, name, nth=0):
        return [one for one in self.survey if one.get("name") == name][nth]

    def at(self, name, nth=0):
        return 2 + [n for n, one in enumerate(self.survey) if one.get("name") == name][nth]

    def c(self, list_name, name):
        return next(
            one for one in self.choices if (one["list_name"], one.get("name")) == (list_name, name)
        )

    def c_at(self, one):
        return 2 + next(n for n, other in enumerate(self.choices) if other is one)

    def set(self, name, column, value):
        """Sets a cell of a question; says where."""
        self.q(name)[column] = value
        return "survey", self.at(name), column

    def after(self, name, *rows):
        at = 1 + next(n for n, one in enumerate(self.survey) if one.get("name") == name)
        self.survey[at:at] = rows
        return at + 2

    def rename(self, sheet, old, new):
        self.columns[sheet] = [new if one == old else one for one in self.columns[sheet]]
        for one in getattr(self, sheet):
            if old in one:
                one[new] = one.pop(old)

    def write(self, path):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, title in self.names.items():
            rows = getattr(self, name)
            sheet = book.create_sheet(title)
            heads = [
                *self.columns[name],
                *dict.fromkeys(k for r in rows for k in r if k not in self.columns[name]),
            ]
            sheet.append(heads)
            for one in rows:
                sheet.append([one.get(h) for h in heads])
        book.save(path)
        return path


def setting(book, column, value):
    book.settings[0][column] = value
    return "settings", 2, column


def choice_cell(book, list_name, name, column, value):
    one = book.c(list_name, name)
    one[column] = value
    return "choices", book.c_at(one), column


def new_choice(book, one, column):
    book.choices.append(one)
    return "choices", book.c_at(one), column
