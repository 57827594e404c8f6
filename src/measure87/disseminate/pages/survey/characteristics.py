"""Parts of the cases of a measure in words: by industry, by status, and each of their codes."""

from collections.abc import Mapping
from typing import Any

from measure87.define.characteristics import CHARACTERISTICS
from measure87.disseminate.pages.kit.wording import Words, texts_in

_BY = "_by_"


def split_name(name: str) -> tuple[str, str]:
    """A measure and the characteristic by which its cases are told apart; else nothing for it.

    >>> split_name("forced_labour_by_means_by_whom")
    ('forced_labour', 'means_by_whom')
    """
    for characteristic in CHARACTERISTICS:
        cases = name.removesuffix(f"{_BY}{characteristic}")
        if cases != name:
            return cases, characteristic
    return name, ""


def by_characteristic(measure: str, characteristic: str, words: Words) -> str:
    """Title of all parts of a measure's cases: `Children in child labour, by industry`."""
    name = words.of_code("characteristics", characteristic)
    return words.text("measure_texts.by", measure=measure, characteristic=name)


def part_title(measure: str, about: Mapping[str, Any], words: Words) -> str:
    """Title of one part: the measure's, the characteristic and its code, as tables call it."""
    title = by_characteristic(measure, about["characteristic"], words)
    rows = texts_in(words.code, ("tables",))["rows"].get(about["characteristic"], {})
    code = str(about["code"])
    text = rows.get(code) or words.in_english(code.replace("_", " "))
    return words.text("measure_texts.part", measure=title, code=text)
