"""Everything that the report of a list study says, in its order, made of the release alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.locale.marked import kept
from measure87.disseminate.locale.texts import ENGLISH
from measure87.disseminate.pages.kit.provenance_rows import provenance_rows
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.authors_words import names_marked
from measure87.disseminate.pages.lists.curves import Path, path_of, posteriors_picture
from measure87.disseminate.pages.lists.first_screen import reach_text, titles
from measure87.disseminate.pages.lists.overlaps import Overlaps, overlaps_of
from measure87.disseminate.pages.lists.picture import Picture
from measure87.disseminate.pages.lists.sizes import (
    STRATUM,
    SizeRow,
    everybody,
    size_rows,
    sizes_picture,
)
from measure87.disseminate.pages.lists.trust_parts import TrustPart, trust_parts
from measure87.disseminate.pages.lists.verdict import VerdictTexts, counted_texts, verdict_texts
from measure87.disseminate.pages.lists.why import Reason, reasons
from measure87.vocabulary.estimate import Notice, Refusal, Result
from measure87.vocabulary.release_files.reading import lists_said
from measure87.vocabulary.releases.lists import ListsDisclosure


@dataclass(frozen=True)
class ListPage:
    """The whole report of a list study."""

    title: str
    subtitle: str
    """The author's title, where it is in another language."""
    invented: bool
    facts: Sequence[tuple[str, str]]
    notes: Sequence[str]
    verdict: VerdictTexts
    reach: str
    """From where to where the intervals of the methods compared reach."""
    counted: Sequence[tuple[str, str]]
    level: str
    sizes: Sequence[SizeRow]
    picture: Picture | None
    strata: Sequence[SizeRow]
    reasons: Sequence[Reason]
    refused: Sequence[tuple[str, str]]
    overlaps: Overlaps
    trust: Sequence[TrustPart]
    path: Path | None
    posteriors: Picture | None
    account: Sequence[str]
    limits: Sequence[str]
    flags: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    provenance: Sequence[tuple[str, str]]
    data: Sequence[tuple[str, str]] = ()


def list_page(result: Result, words: Words) -> ListPage:
    """The report on a released result."""
    result = names_marked(result, words)
    said = lists_said(result)
    about, study = said.lists, said.study
    figures = everybody(result)
    observed = about.observed
    values = {f.method: f.value for f in figures if f.value is not None}
    level = next((f.level for f in result.estimates if f.level is not None), 0.95)
    counted = counted_texts(about.counted, words, study.data_language if study else None)
    title, subtitle = titles(study, words)
    labels = {f.group[STRATUM]: f.labels[STRATUM] for f in result.estimates if STRATUM in f.labels}
    return ListPage(
        title=title,
        subtitle=subtitle,
        invented=study.invented if study else False,
        facts=counted[1:4],
        notes=study.notes if study else [],
        verdict=verdict_texts(about, words),
        reach=reach_text(figures, about.verdict, words),
        counted=counted,
        level=words.share(level),
        sizes=size_rows(figures, words),
        picture=sizes_picture(figures, None if isinstance(observed, str) else observed, words),
        strata=size_rows([f for f in result.estimates if f.group], words),
        reasons=reasons(figures, about.methods, words),
        refused=[_refused(item, labels, words) for item in result.refused],
        overlaps=overlaps_of(about, words),
        trust=trust_parts(about.robustness_checks, values, words),
        path=path_of(about, result.provenance.settings.get("threshold"), words),
        posteriors=posteriors_picture(figures, about.methods, words),
        account=_account(said.disclosure, about.cells_rounded_to, words) if said.disclosure else [],
        limits=words.items("lists_limits.items"),
        flags=_flags(result, words),
        warnings=[_of_labelled(item, labels) for item in result.warnings],
        provenance=provenance_rows(result, words),
    )


def _of_labelled(notice: Notice, labels: Mapping[str, str]) -> str:
    """A warning, with the label of the stratum that it is of in the place of its code."""
    code = notice.values.get(STRATUM)
    if not isinstance(code, str):
        return notice.text
    labelled = notice.text.replace(f"stratum {code}: ", f"stratum {labels.get(code, code)}: ")
    return kept(notice.text, labelled)


def _refused(item: Refusal, labels: Mapping[str, str], words: Words) -> tuple[str, str]:
    """A method without a figure, with its stratum, and the reason."""
    name, _, detail = item.text.partition(": ")
    method = words.of_code("list_methods", name)
    where = item.group.get(STRATUM)
    return (
        words.commas((method, labels.get(where, where))) if where else method,
        _why(item.code, detail, words),
    )


def _why(code: str, detail: str, words: Words) -> str:
    """Why a method has no figure; what the method says itself, where the page is in English."""
    if code not in words.texts["list_refusals"]:
        return words.in_english(detail)
    short = words.of_code("list_refusals", code)
    return f"{short} ({detail})" if detail and words.code == ENGLISH else short


def _account(account: ListsDisclosure, rounded_to: int | None, words: Words) -> list[str]:
    """The rules of disclosure, and what they kept back."""
    rules = account.rules
    cells = words.text("lists_hidden.rule_cells")
    respondents = words.text(
        "lists_hidden.rule_respondents",
        minimum=rules.minimum_respondents,
        below=rules.brackets_below - 1,
    )
    if rules.minimum_cases <= 1:
        return [words.text("lists_hidden.public"), cells, respondents]
    rounded = [words.text("lists_hidden.rule_rounded_cells", base=rounded_to)] if rounded_to else []
    return [
        cells,
        *rounded,
        words.text("lists_hidden.rule_counts", cases=rules.minimum_cases),
        respondents,
        words.text("lists_hidden.rule_rounding"),
        words.text(
            "lists_hidden.account",
            counts=words.number(account.counts),
            hidden=words.number(account.counts_not_shown),
            figures=words.number(account.figures),
            suppressed=words.number(account.figures - account.shown),
        ),
    ]


def _flags(result: Result, words: Words) -> list[tuple[str, str]]:
    """The flags that occur, each in words."""
    used = dict.fromkeys(flag for figure in result.estimates for flag in figure.flags)
    known = words.texts["list_flags_about"]
    ordered = [flag for flag in known if flag in used]
    others = sorted(set(used) - set(ordered))
    return [(flag, words.of_code("list_flags_about", flag)) for flag in (*ordered, *others)]
