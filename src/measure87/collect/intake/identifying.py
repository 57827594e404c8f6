"""Which questions name or find a person: as the form says, as the settings say, or nobody said.

A form built by `form build` marks them. One built elsewhere does not, so questions whose names
look like it are refused until a person has listed them in `[field]`, one way or the other.
"""

import re
from collections.abc import Sequence

from measure87.collect.form.model import Form, Question, placed
from measure87.collect.intake.settings import FieldSettings
from measure87.vocabulary.errors import StudyError

_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        name names surname firstname lastname fullname nickname alias nom noms prenom nombre
        nombres apellido apellidos nome nomes apelido sobrenome ism laqab imya familiya fio
        phone phones telephone telefono telefone tel mobile cell whatsapp celular hatif
        address addresses adresse direccion endereco street rue calle rua
        gps geopoint geo location coordinates coordonnees coordenadas latitude longitude lat lon lng
        email mail courriel correo passport passeport pasaporte passaporte nid cin cedula dni cpf
        idcard idnumber birthdate dob signature photo selfie voice contact contacts
        remark remarks comment comments remarques commentaire observaciones observacoes comentarios
        """,
    )
)
_LETTERS = ("اسم", "هاتف", "عنوان", "имя", "фамилия", "телефон", "адрес")
_ASKED = frozenset(("text", "integer", "decimal", "calculate", "hidden", "date"))
_PART = re.compile(r"[^\W\d_]+")


def looks_identifying(name: str) -> bool:
    """Whether a question's name has a word for a name, a telephone, a place and the like.

    >>> looks_identifying("father_name"), looks_identifying("phone2"), looks_identifying("age")
    (True, True, False)
    """
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    parts = {part.casefold() for part in _PART.findall(split)}
    return bool(parts & _WORDS) or any(one in name.casefold() for one in _LETTERS)


def identifiers_of(
    versions: Sequence[Form], declared: Form | None, settings: FieldSettings
) -> frozenset[str]:
    """Names of the questions that are split off, beside positions and pictures.

    Raises
    ------
    StudyError
        `identifiers-undecided`, with the questions that nobody decided on; `unknown-question`.
    """
    listed, free = set(settings.identifiers), set(settings.not_identifiers)
    asked = {one.question.name: one.question for form in versions for one in placed(form)}
    _refuse_unknown((listed | free) - asked.keys())
    known = (
        {} if declared is None else {one.question.name: one.question for one in placed(declared)}
    )
    found = listed | {name for name, one in known.items() if one.identifier and name not in free}
    found |= _made_of(asked, found) - free
    open_ = [
        name
        for name, one in asked.items()
        if name not in found | free | known.keys() and _undecided(one)
    ]
    if open_:
        raise StudyError(
            f"may these answers name or find a person: {', '.join(open_)}?",
            code="identifiers-undecided",
            where="study.toml [field]",
            hint="list each under `identifiers`, which splits it off into the encrypted file, or "
            "under `not_identifiers`; nothing was fetched",
        )
    return frozenset(found)


def _undecided(question: Question) -> bool:
    return question.kind in _ASKED and not question.identifier and looks_identifying(question.name)


def _made_of(asked: dict[str, Question], split: set[str]) -> set[str]:
    """Calculations that put an identifier into another answer."""
    found: set[str] = set()
    while True:
        marks = [f"${{{name}}}" for name in split | found]
        more = {
            name
            for name, one in asked.items()
            if name not in split | found
            and any(mark in one.calculation for mark in marks)
            and not _counts_alone(one.calculation)
        }
        if not more:
            return found
        found |= more


def _counts_alone(calculation: str) -> bool:
    return bool(re.fullmatch(r"\s*(count|count-selected|string-length)\([^()]*\)\s*", calculation))


def _refuse_unknown(names: set[str]) -> None:
    if names:
        raise StudyError(
            f"the form has no question {', '.join(sorted(names))}",
            code="unknown-question",
            where="study.toml [field]",
            hint="write names of questions as the form has them",
        )
