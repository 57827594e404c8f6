"""What is not shown, and why: the gate's own account, and the figures that it kept back."""

from collections.abc import Iterable, Mapping
from typing import Any

from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import Figure
from measure87.disseminate.pages.survey.groups import figure_title, group_list
from measure87.vocabulary.estimate import SUPPRESSED


def account_of(account: Mapping[str, Any], words: Words) -> list[str]:
    """What the disclosure rules are and how many figures they kept back."""
    if not account:
        return []
    rules = account["rules"]
    limits = {
        "minimum": rules["minimum_respondents"],
        "below": rules["brackets_below"] - 1,
        "cases": rules["minimum_cases"],
    }
    sentences = [
        words.text(
            "hidden.account",
            figures=words.number(account["figures"]),
            shown=words.number(account["shown"]),
            brackets=words.number(account["in_brackets"]),
            hidden=words.number(account["figures"] - account["shown"]),
        ),
        words.text("hidden.rule_respondents", **limits),
        words.text("hidden.rule_cases", **limits),
        words.text("hidden.rule_unknown", count=account["unknown_not_shown"], **limits),
    ]
    sentences.append(words.text("hidden.rule_second"))
    if "rounding" in rules:
        sentences.append(words.text("hidden.rounding", base=rules["rounding"]))
    if "earlier_releases" in rules:
        sentences.append(words.text("hidden.earlier", count=rules["earlier_releases"]))
    if "audit" in account:
        sentences.append(words.text("hidden.audit", count=account["audit"]["recovered"]))
    return sentences


def hidden_of(content: Mapping[str, Any], words: Words) -> list[tuple[str, str, str]]:
    """Measures with figures that are not shown: reason, and the groups."""
    abouts = content["diagnostics"].get("measures", {})
    rows: dict[tuple[str, str], list[Figure]] = {}
    for figure in content["estimates"]:
        if SUPPRESSED in figure["flags"]:
            title = figure_title(figure, abouts.get(figure["name"], {}), words)
            reasons = [flag for flag in figure["flags"] if flag != SUPPRESSED]
            reason = words.codes("reasons", reasons)
            rows.setdefault((title, reason), []).append(figure)
    return [(title, reason, group_list(found, words)) for (title, reason), found in rows.items()]


def count_hidden(figures: Iterable[Figure]) -> int:
    """How many of these figures are not shown."""
    return sum(SUPPRESSED in figure["flags"] for figure in figures)
