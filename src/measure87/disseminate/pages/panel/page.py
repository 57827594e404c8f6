"""One offline page with the cards of a panel, in all languages; answers are downloaded as a file.

The page needs no network and no other file, and its policy forbids the browser any connection. All
languages are in it, for a working group has members of several; another choice changes the words
and keeps the answers. Descriptions of the cases are in English, as they stand in the definition.
"""

import json
from collections.abc import Mapping

from measure87 import __version__
from measure87.define.panel import ANSWERS, Card, Fact, Panel
from measure87.disseminate.locale.marked import as_start
from measure87.disseminate.locale.said import definition_words
from measure87.disseminate.locale.texts import (
    ENGLISH,
    Texts,
    head_of,
    is_reviewed,
    languages,
    require_language,
    section_of,
    words_of,
)
from measure87.disseminate.pages.kit.environment import environment
from measure87.disseminate.pages.kit.wording import texts_in
from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.estimate import SCHEMA
from measure87.vocabulary.releases.common import Json

ANSWERS_KIND = "measure87 answers of a panel"
"""What a file of answers says that it is."""
_PACKAGE = "measure87.disseminate.pages.panel"
_PARTS = ("report", "panel", "items", "tables")
_ROWS = {"stage": "circumstance_stage", "by_whom": "means_by_whom"}
"""Column to the rows of tables that name its codes."""


def panel_page(panel: Panel, language: str = ENGLISH) -> str:
    """The page, which opens in one language and can be read in all.

    Raises
    ------
    StudyError
        If there is no such language.
    """
    require_language(language)
    in_languages = {code: _in_language(panel, code) for code in languages()}
    content: dict[str, Json] = {
        "first": language,
        "file": {
            "schema": SCHEMA,
            "kind": ANSWERS_KIND,
            "definition": panel.definition,
            "measure": panel.measure,
            "cards": panel.digest,
        },
        "options": list(ANSWERS),
        "people": {card.case: [card.who, *card.lives_with] for card in panel.cards},
        "languages": dict(in_languages),
    }
    head = head_of(language)
    page = environment(_PACKAGE).get_template("panel.html.j2")
    return str(
        page.render(
            head=head,
            is_reviewed=is_reviewed(head),
            t=in_languages[language]["texts"],
            content=_for_script(content),
            version=__version__,
        )
    )


def _for_script(content: Mapping[str, Json]) -> str:
    """JSON that nothing in it can end the element in which it stands."""
    from markupsafe import Markup

    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704


def _in_language(panel: Panel, code: str) -> dict[str, Json]:
    """Everything that the page says in one language; cards by their number."""
    head, texts = head_of(code), texts_in(code, _PARTS)
    said = definition_words(panel.identity, code)
    title = panel.measure_title
    if panel.measure in said.english.get("measures", {}):
        title = said.say(title, "measures", panel.measure)
    words = _CardWords(texts, str(head["comma"]))
    on_page = words_of(texts, "panel") | {"not_reviewed": words_of(texts, "page")["not_reviewed"]}
    return {
        "name": str(head["name"]),
        "direction": str(head["direction"]),
        "reviewed": is_reviewed(head),
        "texts": {key: _plain(text) for key, text in on_page.items()},
        "measure": _plain(title),
        "definition": f"{_plain(said.say(panel.title, 'title'))} ({panel.definition})",
        "cards": {card.case: words.groups(card) for card in panel.cards},
    }


class _CardWords:
    """What cards say in one language."""

    def __init__(self, texts: Texts, comma: str) -> None:
        self.texts = texts
        self.comma = comma

    def groups(self, card: Card) -> Json:
        """For the person and each job: number (0: the person), and pairs of what and answer."""
        every = [card.person, *card.jobs]
        return [
            [number, [self._line(fact) for fact in facts]]
            for number, facts in enumerate(every)
            if facts
        ]

    def _line(self, fact: Fact) -> Json:
        details = [self._detail(name, code) for name, code in fact.details]
        value = self._value(fact.about, fact.value)
        return [self._label(fact.about), self.comma.join([value, *details])]

    def _label(self, name: str) -> str:
        return _plain(as_start(words_of(self.texts, "items").get(name, name)))

    def _detail(self, name: str, code: str) -> str:
        if CIRCUMSTANCES[name].kind == "status":
            return f"{self._label(name)}: {self._value(name, code)}"
        return self._value(name, code)

    def _value(self, name: str, value: str) -> str:
        """A status, a code that has a text, or the value as it is."""
        texts = self.texts
        tables = [words_of(section_of(texts, part), name) for part in ("panel_codes", "codes")]
        tables += [words_of(section_of(texts, "rows"), _ROWS[name])] if name in _ROWS else []
        codes = next(filter(None, tables), words_of(texts, "panel_answers"))
        return _plain(codes.get(value, value))


def _plain(text: str) -> str:
    return str.__str__(text)
