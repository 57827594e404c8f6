"""The table `[disclosure]` of `study.toml`: the study's own limits over those of the gate."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from measure87.disseminate import DisclosureRules, settle
from measure87.disseminate.released_result import result_from_json
from measure87.files.settings import FLAG, TEXT, LeftOut, Place, pairs_of, refined, texts, whole
from measure87.study.ledger.settings import (
    STAND,
    LedgerId,
    LedgerUntil,
    NothingBefore,
    Withdrawn,
    ledger_terms,
)
from measure87.study.published_counts import read_published
from measure87.study.sensitive_settings import SensitiveGroups
from measure87.vocabulary.errors import StudyError, UsageError
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.published_count import PublishedCount


def _published(key: str, name: str, place: Place) -> tuple[PublishedCount, ...]:
    return read_published(place.folder / name, place)


_PERSONS = whole(0, 1_000_000)
Respondents = Annotated[int, _PERSONS, "with fewer, a figure is not shown"]
Brackets = Annotated[int, _PERSONS, "with fewer, it is in brackets"]
Cases = Annotated[int, _PERSONS, "with fewer cases, but not none, it is not shown"]


def _released(key: str, names: tuple[str, ...], place: Place) -> tuple[Result, ...]:
    return tuple(_earlier(place.folder / name, place) for name in names)


def disclosure_rules(
    *,
    place: Place,
    sensitive_groups: SensitiveGroups,
    minimum_respondents: Respondents = DisclosureRules.minimum_respondents,
    brackets_below: Brackets = DisclosureRules.brackets_below,
    minimum_cases: Cases = DisclosureRules.minimum_cases,
    nested: Annotated[
        tuple[tuple[str, str], ...] | None,
        pairs_of("measures", 'nested = [["narrow_measure", "wide_measure"]]'),
        "pairs of measures, the cases of the first being among those of the second; added to what "
        "the gate finds itself",
        LeftOut("found from the counts"),
    ] = None,
    nested_complete: Annotated[
        bool, FLAG, "whether `nested` has every such pair, so that none is looked for in the counts"
    ] = False,
    rounding: Annotated[
        int | None,
        whole(2, 1000),
        "base to which numbers of persons are rounded, margins staying sums, as `5`",
        LeftOut("no rounding"),
    ] = None,
    earlier: Annotated[
        tuple[Result, ...],
        refined(texts(), _released),
        "the `estimates.json` of each earlier release of the same survey, so that what is new "
        "protects what is out already",
    ] = (),
    published: Annotated[
        tuple[PublishedCount, ...],
        refined(TEXT, _published),
        "a CSV file of counts of the same persons that somebody else has published (columns "
        "`measure`, `asked`, `cases`, `unknown`, and one for each variable of the groups): what "
        "would follow from them is hidden too",
    ] = (),
    tau_argus: Annotated[
        bool,
        FLAG,
        "whether to choose further figures to hide by tau-argus as well (the extra `disclosure`)",
    ] = False,
    sensitive_minimum_cases: Annotated[
        int, _PERSONS, "`minimum_cases` of figures by a variable that `sensitive_groups` names"
    ] = DisclosureRules.sensitive_minimum_cases,
    sensitive_minimum_respondents: Annotated[
        int, _PERSONS, "`minimum_respondents` of these figures"
    ] = DisclosureRules.sensitive_minimum_respondents,
    ledger: LedgerId = None,
    ledger_until: LedgerUntil = None,
    withdrawn: Withdrawn = "stand",
    nothing_released_before: NothingBefore = None,
) -> DisclosureRules:
    """The rules, without the overlapping age groups, which the tables bring."""
    try:
        return DisclosureRules(
            minimum_respondents=minimum_respondents,
            brackets_below=brackets_below,
            minimum_cases=minimum_cases,
            nested=nested,
            nested_complete=nested_complete,
            rounding=rounding,
            earlier=earlier,
            published=published,
            tau_argus=tau_argus,
            sensitive_groups=sensitive_groups,
            sensitive_minimum_cases=sensitive_minimum_cases,
            sensitive_minimum_respondents=sensitive_minimum_respondents,
            ledger=ledger_terms(ledger, ledger_until, withdrawn, nothing_released_before),
        )
    except UsageError as fault:
        raise place.fault(fault.text, hint=fault.hint or "raise the limit") from None


def limits_alone(
    *,
    minimum_respondents: Respondents = DisclosureRules.minimum_respondents,
    brackets_below: Brackets = DisclosureRules.brackets_below,
    minimum_cases: Cases = DisclosureRules.minimum_cases,
) -> DisclosureRules:
    """The rules of a study that has no tables."""
    return DisclosureRules(
        minimum_respondents=minimum_respondents,
        brackets_below=brackets_below,
        minimum_cases=minimum_cases,
    )


def limits_with_ledger(
    *,
    minimum_respondents: Respondents = DisclosureRules.minimum_respondents,
    brackets_below: Brackets = DisclosureRules.brackets_below,
    minimum_cases: Cases = DisclosureRules.minimum_cases,
    ledger: LedgerId = None,
    ledger_until: LedgerUntil = None,
    nothing_released_before: NothingBefore = None,
) -> DisclosureRules:
    """The rules of a study without tables whose releases are kept in a ledger."""
    limits = limits_alone(
        minimum_respondents=minimum_respondents,
        brackets_below=brackets_below,
        minimum_cases=minimum_cases,
    )
    terms = ledger_terms(ledger, ledger_until, STAND, nothing_released_before)
    return replace(limits, ledger=terms)


def _earlier(path: Path, place: Place) -> Result:
    """An earlier release of the same survey, as its `estimates.json` holds it."""
    hint = "name the estimates.json of each earlier release, from the study folder"
    settle(path.parent)
    if not path.is_file():
        raise place.fault(
            f"there is no earlier release {path.name!r}", code="missing-file", hint=hint
        )
    try:
        return result_from_json(json.loads(path.read_text("utf-8")))
    except StudyError as fault:
        inside = place.at(f"{place.where} {path.name}")
        raise inside.fault(fault.text, code=fault.code, hint=fault.hint or hint) from None
    except (OSError, ValueError, RecursionError):
        raise place.fault(
            f"{path.name} is no result of this program", code="bad-json", hint=hint
        ) from None
