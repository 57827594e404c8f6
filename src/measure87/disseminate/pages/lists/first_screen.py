"""What a reader sees before the page is moved: the report's name, and how far its intervals reach.

The title is in the page's language: an author's title in another one stands under it, marked.
"""

from collections.abc import Sequence

from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.locale.said import authors
from measure87.disseminate.pages.kit.wording import Words
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.lists import ListsStudy, StatedVerdict


def titles(study: ListsStudy | None, words: Words) -> tuple[str, str]:
    """The title of the page, and beneath it the author's own where it is in another language."""
    ours = words.text("lists.fallback_title")
    if study is None or not study.title:
        return ours, ""
    given = authors(study.title, study.data_language, words.code)
    if not isinstance(given, Foreign):
        return given, ""
    country = words.country(study.country) if study.country else ""
    return (words.commas((ours, country)) if country else ours), given


def reach_text(figures: Sequence[Estimate], verdict: StatedVerdict, words: Words) -> str:
    """From the lowest to the highest limit of the methods compared; "" where none has limits.

    Parameters
    ----------
    figures : of everybody, as they were released
    verdict : names the methods that it compared
    """
    compared = verdict.compared or ([verdict.lowest.method] if verdict.lowest else [])
    mine = [one for one in figures if one.method in compared and one.lower is not None]
    if verdict.lowest is None or not mine:
        return ""
    key = "lists.reach" if len(compared) > 1 else "lists.reach_one"
    level = words.share(mine[0].level or 0.95)
    lower = words.number(min(one.lower for one in mine if one.lower is not None))
    ends = [one.upper for one in mine]
    if None in ends:
        return words.text(f"{key}_open", level=level, lower=lower)
    upper = words.number(max(end for end in ends if end is not None))
    return words.text(key, level=level, lower=lower, upper=upper)
