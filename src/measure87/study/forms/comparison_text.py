"""A comparison of two forms as a plain object and as lines."""

from collections import Counter
from collections.abc import Mapping

from measure87.study.forms.comparing import Compared, OfForm, Verdict
from measure87.vocabulary.releases.common import Json

_VERDICTS: Mapping[Verdict, str] = {
    "comparable": "comparable",
    "differs": "not fully comparable",
    "not-in-first": "not in the first",
    "not-in-second": "not in the second",
    "in-neither": "in neither",
}


def comparison_json(
    first: OfForm, second: OfForm, compared: tuple[Compared, ...]
) -> dict[str, Json]:
    """Plain object: per measure a verdict, what is missing, and what differs."""
    return {
        "first": _side(first),
        "second": _side(second),
        "measures": [
            {
                "measure": one.measure,
                "verdict": one.verdict,
                "missing": list(one.missing),
                "differences": [
                    {"code": each.code, "text": each.text, "questions": list(each.questions)}
                    for each in one.differences
                ],
            }
            for one in compared
        ],
    }


def _side(side: OfForm) -> Json:
    form = side.form
    return {
        "name": side.name,
        "form": form.id,
        "version": form.version,
        "country": form.country,
        "languages": list(form.languages),
    }


def comparison_lines(first: OfForm, second: OfForm, compared: tuple[Compared, ...]) -> list[str]:
    """What a person reads."""
    count = Counter(one.verdict for one in compared)
    said = ", ".join(f"{count[key]} {word}" for key, word in _VERDICTS.items() if count[key])
    lines = [
        f"first: {_named(first)}",
        f"second: {_named(second)}",
        f"{len(compared)} measures: {said or 'none'}",
    ]
    for one in compared:
        lines += ["", f"{one.measure}: {_VERDICTS[one.verdict]}"]
        if one.missing:
            lines.append(f"  no question gives {', '.join(one.missing)}")
        lines += [f"  {each.text} [{each.code}]" for each in one.differences]
    return lines


def _named(side: OfForm) -> str:
    form = side.form
    told = (form.id, f"version {form.version}", form.country)
    return f"{side.name} ({', '.join(one for one in told if one)})"
