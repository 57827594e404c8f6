"""What value labels say, in the languages of the surveys: urban, male, yes, no answer.

Codes have standard meanings (1 urban, 2 rural; 1 male, 2 female; 1 yes, 2 no). A label that
plainly says something else stands over the code; one that says nothing known leaves it.
"""

import re
from collections.abc import Callable, Mapping

Labels = Mapping[str, str]
"""Code text -> label."""

_URBAN = re.compile(
    r"urb|capital|city|town|город|міськ|місто|حضر|ville|cidade|ciudad|shahar|хот", re.IGNORECASE
)
_RURAL = re.compile(
    r"rur|\bсел|\bсіл|ريف|campo\b|qishloq|хөдөө|non[- ]?urb|^other( areas?| settlements?)?$",
    re.IGNORECASE,
)
_NEITHER = re.compile(r"\bcamps?\b|refug|campament|nomad|مخيم", re.IGNORECASE)
_MALE = re.compile(
    r"males?|boys?|m[âa]le|gar[çc]ons?|masculin[oe]?|hommes?|hombre|varón|муж.*|ذكر", re.IGNORECASE
)
_FEMALE = re.compile(
    r"females?|girls?|femelle|filles?|f[ée]minin[oe]?|femmes?|mujer|жен.*|أنثى|انثى", re.IGNORECASE
)
_YES = re.compile(r"yes|oui|s[íi]|sim|да|так|نعم", re.IGNORECASE)
_NO = re.compile(r"no|non|n[ãa]o|нет|ні|لا", re.IGNORECASE)
_NO_ANSWER = re.compile(
    r"missing|no response|not stated|don'?t know|\bdk\b|inconsistent|manquant|sin respuesta",
    re.IGNORECASE,
)


def is_no_answer(label: str) -> bool:
    """Whether a label says that there is no answer."""
    return bool(_NO_ANSWER.search(label))


def areas(labels: Labels, codes: set[str]) -> dict[str, str]:
    """National code of area -> 1 urban or 2 rural; codes that are neither are left out.

    >>> areas({"1": "Rural", "2": "Urbain"}, {"1", "2"}) == {"1": "2", "2": "1"}
    True
    """
    return _standard(labels, codes, _area)


def sexes(labels: Labels, codes: set[str]) -> dict[str, str]:
    """National code of sex -> 1 male or 2 female.

    >>> sexes({"0": "Boy", "1": "Girl"}, {"0", "1"}) == {"0": "1", "1": "2"}
    True
    """
    return _standard(labels, codes, lambda label: _one_of(label, _MALE, _FEMALE))


def is_turned_around(labels: Labels) -> bool:
    """Whether the labels of a question say that 1 is no and 2 is yes.

    >>> is_turned_around({"1": "NON", "2": "OUI"}), is_turned_around({"1": "YES"})
    (True, False)
    """
    one, two = (labels.get(code, "").strip() for code in ("1", "2"))
    return bool(_NO.fullmatch(one)) and bool(_YES.fullmatch(two))


def _standard(labels: Labels, codes: set[str], read: Callable[[str], str | None]) -> dict[str, str]:
    """The meaning of each code by its label, or else the code's own where no label claims it."""
    said = {code: read(labels.get(code, code).strip()) for code in codes | set(labels)}
    claimed = set(said.values())
    found = {}
    for code in sorted(codes):
        meaning = said[code] or (code if code in ("1", "2") and code not in claimed else None)
        if meaning in ("1", "2"):
            found[code] = meaning
    return found


def _area(label: str) -> str | None:
    if _RURAL.search(label):
        return "2"
    if _URBAN.search(label):
        return "1"
    return "neither" if _NEITHER.search(label) else None


def _one_of(label: str, first: re.Pattern[str], second: re.Pattern[str]) -> str | None:
    if first.fullmatch(label):
        return "1"
    return "2" if second.fullmatch(label) else None
