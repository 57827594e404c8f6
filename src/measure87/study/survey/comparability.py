"""May two rounds be compared? What was asked, how far back, of whom and how must be the same.

A difference of figures with other items, another period, other respondents or another mode is
partly one of questionnaires. It is made, and warned of with what differs.
"""

from calendar import month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.instrument import INTERVIEW_MODES, RESPONDENTS
from measure87.vocabulary.reference_period import NOT_STATED, ReferencePeriod, parse_period
from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.survey import SurveyDiagnostics

NOT_TOLD = "not-stated"
NEAR_MONTHS = 1
"""Calendar months that reference dates of one season may lie apart."""
_MONTHS = 12
_ITEMS = [code for code, _ in CIRCUMSTANCES["item"].levels]
TEXTS = {
    "rounds-items": "other items were asked than in {source}: {items} in one of the two alone; the "
    "difference is partly one of questionnaires",
    "rounds-period": "this round asked what happened {period} and {source} {earlier_period}; the "
    "difference is partly one of questionnaires",
    "rounds-respondent": "who answered is not the same as in {source}: here {respondent}, there "
    "{earlier_respondent}",
    "rounds-mode": "the mode of the interview is not the same as in {source}: here {mode}, there "
    "{earlier_mode}",
    "rounds-season": "the reference date is in {month}, and that of {source} in {earlier_month}: "
    "another season",
    "rounds-not-stated": "{source} does not say what was asked nor how far back, so nobody knows "
    "whether the two may be compared",
}
"""Code -> English sentence of a notice, after the names of the measures. A report has the same in
its language."""


@dataclass(frozen=True)
class _Asked:
    """What stands behind the figures of one measure in one round."""

    items: frozenset[str]
    period: ReferencePeriod | None
    respondent: str
    mode: str


def rounds_differ(
    later: SurveyDiagnostics, earlier: SurveyDiagnostics, measures: Iterable[str], source: str
) -> list[Notice]:
    """What in the instrument is not the same in two rounds, for measures that both have.

    Parameters
    ----------
    later, earlier : what the two results say of themselves
    measures : names of figures that are compared
    source : name of the earlier result

    Returns
    -------
    list of Notice
        One for each thing that differs, with the measures of which it does.
    """
    found: dict[tuple[str, str], tuple[dict[str, Json], list[str]]] = {}
    for name in dict.fromkeys(measures):
        now, then = _asked(later, name), _asked(earlier, name)
        for code, values in _differing(now, then):
            key = (code, repr(values))
            found.setdefault(key, (values, []))[1].append(name)
    return [_notice(code, values, names, source) for (code, _), (values, names) in found.items()]


def seasons_differ(
    later: SurveyDiagnostics, earlier: SurveyDiagnostics, measures: Iterable[str], source: str
) -> list[Notice]:
    """Whether reference dates lie more than a calendar month apart in the year.

    Nothing is said where one of the two is not stated.
    """
    months = [_month(said) for said in (later, earlier)]
    names = list(measures)
    if None in months or not names:
        return []
    now, then = (month or 0 for month in months)
    apart = abs(now - then)
    if min(apart, _MONTHS - apart) <= NEAR_MONTHS:
        return []
    return [_notice("rounds-season", {"month": now, "earlier_month": then}, names, source)]


def in_short(notice: Notice) -> str:
    """What differs, without the names of the measures before it."""
    text: str = notice.text
    return text.removeprefix(f"{', '.join(notice.values['measures'])}: ")


def _month(said: SurveyDiagnostics) -> int | None:
    stated = None if said.study is None else said.study.reference_date
    return None if stated is None else date.fromisoformat(stated).month


def _differing(now: _Asked | None, then: _Asked | None) -> list[tuple[str, dict[str, Json]]]:
    """Code and values of each thing that is not the same; nothing of measures without a record."""
    if now is None or then is None:
        return [] if now is then else [("rounds-not-stated", {})]
    differing: list[tuple[str, dict[str, Json]]] = []
    if now.items != then.items:
        alone = now.items ^ then.items
        differing.append(("rounds-items", {"items": [item for item in _ITEMS if item in alone]}))
    if now.period != then.period:
        periods: dict[str, Json] = {
            "period": _said(now.period),
            "earlier_period": _said(then.period),
        }
        differing.append(("rounds-period", periods))
    for key in ("respondent", "mode"):
        one, other = getattr(now, key), getattr(then, key)
        if one != other:
            differing.append((f"rounds-{key}", {key: one, f"earlier_{key}": other}))
    return differing


def _said(period: ReferencePeriod | None) -> dict[str, Json]:
    return (period or ReferencePeriod(NOT_STATED)).to_json()


def _notice(code: str, values: Mapping[str, Json], names: list[str], source: str) -> Notice:
    told = {key: _in_english(key, value) for key, value in values.items()}
    text = f"{', '.join(names)}: {TEXTS[code].format(source=source, **told)}"
    return Notice(code, text, {"measures": names, "source": source, **values})


def _in_english(key: str, value: Json) -> str:
    if isinstance(value, int):
        return month_name[value]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        period = parse_period(str(value["stated"]))
        return NOT_TOLD if period is None else period.phrase
    levels = RESPONDENTS if key.endswith("respondent") else INTERVIEW_MODES
    labels: dict[str, str] = dict((*levels, (NOT_TOLD, "not stated")))
    return labels[str(value)].lower()


def _asked(said: SurveyDiagnostics, name: str) -> _Asked | None:
    """What stands behind a measure, as far as a result tells it in words that are known."""
    about = (said.measures or {}).get(name)
    if about is None or (about.asked is None and about.reference_period is None):
        return None
    record = (said.instrument or {}).get(about.instrument or "")
    items = {item for criterion in about.asked or () for item in criterion.asked}
    period = about.reference_period
    return _Asked(
        items=frozenset(items & set(_ITEMS)),
        period=None if period is None else parse_period(period.stated),
        respondent=_known(None if record is None else record.respondent, RESPONDENTS),
        mode=_known(None if record is None else record.mode, INTERVIEW_MODES),
    )


def _known(code: str | None, levels: Iterable[tuple[str, str]]) -> str:
    return code if code in [known for known, _ in levels] and code is not None else NOT_TOLD
