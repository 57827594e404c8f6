"""Everything that the report of a list study says, in its order, made of the released JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.locale.texts import ENGLISH
from measure87.disseminate.pages.kit.provenance_rows import provenance_rows
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.authors_words import names_marked
from measure87.disseminate.pages.lists.curves import Path, path_of, posteriors_picture
from measure87.disseminate.pages.lists.overlaps import Overlaps, overlaps_of
from measure87.disseminate.pages.lists.picture import Picture
from measure87.disseminate.pages.lists.sizes import SizeRow, everybody, size_rows, sizes_picture
from measure87.disseminate.pages.lists.trust_parts import TrustPart, trust_parts
from measure87.disseminate.pages.lists.verdict import VerdictTexts, counted_texts, verdict_texts
from measure87.disseminate.pages.lists.why import Reason, reasons


@dataclass(frozen=True)
class ListPage:
    """The whole report of a list study."""

    title: str
    invented: bool
    facts: Sequence[tuple[str, str]]
    notes: Sequence[str]
    verdict: VerdictTexts
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


def list_page(content: Mapping[str, Any], words: Words) -> ListPage:
    """The report on a released result, `content` being what `estimates.json` holds."""
    content = names_marked(content, words)
    diagnostics = content["diagnostics"]
    about, study = diagnostics["lists"], diagnostics.get("study", {})
    figures = everybody(content)
    observed = about.get("observed")
    values = {f["method"]: float(f["value"]) for f in figures if "value" in f}
    level = next((f["level"] for f in content["estimates"] if "level" in f), 0.95)
    counted = counted_texts(about, words, study.get("data_language"))
    return ListPage(
        title=str(study.get("title") or words.text("lists.fallback_title")),
        invented=bool(study.get("invented", False)),
        facts=counted[1:4],
        notes=[str(note) for note in study.get("notes", [])],
        verdict=verdict_texts(about, figures, words),
        counted=counted,
        level=words.share(level),
        sizes=size_rows(figures, words),
        picture=sizes_picture(figures, None if isinstance(observed, str) else observed, words),
        strata=size_rows([f for f in content["estimates"] if f["group"]], words),
        reasons=reasons(figures, about, words),
        refused=_refused(content, words),
        overlaps=overlaps_of(about, words),
        trust=trust_parts(about, values, words),
        path=path_of(content, words),
        posteriors=posteriors_picture(figures, about, words),
        account=_account(diagnostics["disclosure"], words),
        limits=words.items("lists_limits.items"),
        flags=_flags(content, words),
        warnings=[item["text"] for item in content.get("warnings", [])],
        provenance=provenance_rows(content, words),
    )


def _refused(content: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Methods without a figure, each with its stratum and reason."""
    found = []
    for item in content.get("refused", []):
        name, _, detail = item["text"].partition(": ")
        method = words.of_code("list_methods", name)
        where = item["group"].get("stratum")
        found.append(
            (words.commas((method, where)) if where else method, _why(item["code"], detail, words))
        )
    return found


def _why(code: str, detail: str, words: Words) -> str:
    """Why a method has no figure; what the method says itself, where the page is in English."""
    if code not in words.texts["list_refusals"]:
        return words.in_english(detail)
    short = words.of_code("list_refusals", code)
    return f"{short} ({detail})" if detail and words.code == ENGLISH else short


def _account(account: Mapping[str, Any], words: Words) -> list[str]:
    """The rules of disclosure, and what they kept back."""
    rules = account["rules"]
    cells = words.text("lists_hidden.rule_cells")
    respondents = words.text(
        "lists_hidden.rule_respondents",
        minimum=rules["minimum_respondents"],
        below=rules["brackets_below"] - 1,
    )
    if rules["minimum_cases"] <= 1:
        return [words.text("lists_hidden.public"), cells, respondents]
    return [
        cells,
        words.text("lists_hidden.rule_counts", cases=rules["minimum_cases"]),
        respondents,
        words.text("lists_hidden.rule_rounding"),
        words.text(
            "lists_hidden.account",
            counts=words.number(account["counts"]),
            hidden=words.number(account["counts_not_shown"]),
            figures=words.number(account["figures"]),
            suppressed=words.number(account["figures"] - account["shown"]),
        ),
    ]


def _flags(content: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The flags that occur, each in words."""
    used = dict.fromkeys(flag for figure in content["estimates"] for flag in figure["flags"])
    known = words.texts["list_flags_about"]
    ordered = [flag for flag in known if flag in used]
    others = sorted(set(used) - set(ordered))
    return [(flag, words.of_code("list_flags_about", flag)) for flag in (*ordered, *others)]
