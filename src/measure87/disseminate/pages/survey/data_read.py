"""What a run says about the data that it read: rows, unknowns, what the files do not have."""

from collections.abc import Iterator, Mapping

from measure87.disseminate.locale.marked import joined
from measure87.disseminate.pages.kit.provenance_rows import shown_value
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.items import item_text
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.release_files.reading import facts_of, survey_said
from measure87.vocabulary.releases.common import Json, Shown
from measure87.vocabulary.releases.survey import MappingAccount


def data_read(result: Result, words: Words) -> list[tuple[str, str]]:
    """Each fact and its number: the mapping's of each input, then facts of no study.

    What the mapping assumed, and values that it has no line for, stand among the warnings.
    """
    inputs = survey_said(result).mapping or {}
    rows = [row for name, account in inputs.items() for row in _of_input(name, account, words)]
    return [*rows, *_leaves("", facts_of(result), words)]


def _of_input(name: str, account: MappingAccount, words: Words) -> Iterator[tuple[str, str]]:
    """Facts about one input."""

    def titled(fact: str) -> str:
        return words.text("data.of_input", name=name, fact=words.of_code("data", fact))

    yield from _rows(titled("rows_read"), account.rows_read, words)
    yield from _rows(titled("rows_kept"), account.rows_kept, words)
    title = titled("unknown")
    for column, count in account.unknown.items():
        table, _, item = column.partition(".")
        place = words.of_code("data", table)
        text = words.text("data.item", title=title, table=place, item=item_text(item, words))
        yield text, shown_value(count, words)
    title = titled("absent")
    for table, items in account.absent.items():
        if items:
            texts = dict.fromkeys(item_text(item, words) for item in items)
            place = words.of_code("data", table)
            yield words.text("data.table", title=title, table=place), words.semicolons(texts)


def _rows(title: str, rows: Mapping[str, Shown], words: Words) -> Iterator[tuple[str, str]]:
    """Rows of each table."""
    for table, count in rows.items():
        yield _path(title, words.of_code("data", table)), shown_value(count, words)


def _leaves(path: str, value: Json, words: Words) -> list[tuple[str, str]]:
    """Every value of a nested table with its path in words."""
    if isinstance(value, dict):
        return [
            leaf
            for key, item in value.items()
            for leaf in _leaves(_path(path, words.of_code("data", key)), item, words)
        ]
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return _leaves(path, {str(k): item for k, item in enumerate(value, start=1)}, words)
    if isinstance(value, list):
        return [(path, words.commas(map(str, value)))] if value else []
    return [(path, shown_value(value, words))]


def _path(path: str, key: str) -> str:
    return joined(" · ", (path, key)) if path else key
