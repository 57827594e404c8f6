"""Puts the words of a translation sheet into a form."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from measure87.collect.form.model import ChoiceList, Form, Question, Section, Texts
from measure87.collect.form.outputs.sheet.records import NAME, Translations, translations_from_json
from measure87.collect.form.outputs.sheet.wording import (
    BETWEEN,
    by_key,
    has_broken_reference,
    references_of,
    wordings,
)

_UNTESTED = "none"


def translated(form: Form, translations: Translations, banners: Texts | None = None) -> Form:
    """The form in the words of a sheet.

    A text that is empty in the sheet, that names a question which its source does not or not
    whole, or that was translated from other words than the form's, stays as it was. In a language
    for which a translator stands, the banner of wording that nobody stands for is taken off titles,
    and her name stands in its place elsewhere. The form stays a draft: that it is not is said by
    the country, with its ethics approval.
    """
    putting = _Putting(form, translations, banners or {})
    return replace(
        form,
        title=putting.texts("form_title/", form.title),
        children=tuple(map(putting.child, form.children)),
        lists=tuple(map(putting.listed, form.lists)),
    )


def with_kept_translations(form: Form, folder: Path, banners: Texts | None = None) -> Form:
    """A form in the words that came back before, as far as it still says what was translated.

    Parameters
    ----------
    form
        As it was built anew.
    folder
        `DIR/form` of a field study; without `translations.json` in it the form stays as it is.
    banners
        As for `translated`.

    Raises
    ------
    DataError
        If `translations.json` holds something else.
    """
    path = folder / NAME
    if not path.is_file():
        return form
    return translated(form, translations_from_json(path), banners)


class _Putting:
    """Puts texts in, by their keys."""

    def __init__(self, form: Form, translations: Translations, banners: Texts) -> None:
        self.translations = translations
        self.banners = banners
        known = by_key(wordings(form, banners))
        self.given: dict[str, dict[str, str]] = {}
        for language, texts in translations.texts.items():
            for key, told in texts.items():
                source = known[key].texts.get(translations.source) if key in known else None
                is_fit = not has_broken_reference(told.text)
                is_fit &= references_of(told.text) <= references_of(told.source)
                if told.text and told.source == source and is_fit:
                    self.given.setdefault(key, {})[language] = told.text
        tests = [
            f"{one.language}: {one.test.who}, {one.test.persons} people, {one.test.on}"
            for one in translations.people
            if one.test.is_whole
        ]
        self.tested = "; ".join(tests) or _UNTESTED

    def texts(self, key: str, before: Texts) -> Mapping[str, str]:
        if not before:
            return before
        after = {**before, **self.given.get(key, {})}
        if key not in self.given:
            return {language: self._named(text, language) for language, text in after.items()}
        # A language without a translator keeps its banner, whatever the sheet says of the title.
        return {
            language: self._marked(text, before.get(language, ""), language)
            for language, text in after.items()
        }

    def _named(self, text: str, language: str) -> str:
        """A text with the name of the translator where it told that there is none."""
        banner = self.banners.get(language)
        translator = self.translations.person(language).translator
        if not banner or not translator:
            return text
        return text.removesuffix(BETWEEN + banner).replace(banner, translator)

    def _marked(self, text: str, before: str, language: str) -> str:
        banner = self.banners.get(language)
        if not banner or not before.endswith(BETWEEN + banner):
            return text
        bare = text.removesuffix(BETWEEN + banner)
        return bare if self.translations.person(language).translator else bare + BETWEEN + banner

    def child(self, child: Question | Section) -> Question | Section:
        if isinstance(child, Section):
            return replace(
                child,
                labels=self.texts(f"section/{child.name}", child.labels),
                children=tuple(map(self.child, child.children)),
            )
        untested = child.cognitive_test == _UNTESTED
        return replace(
            child,
            labels=self.texts(f"label/{child.name}", child.labels),
            hints=self.texts(f"hint/{child.name}", child.hints),
            constraint_messages=self.texts(f"message/{child.name}", child.constraint_messages),
            cognitive_test=self.tested if untested and child.labels else child.cognitive_test,
        )

    def listed(self, one: ChoiceList) -> ChoiceList:
        choices = (
            replace(choice, labels=self.texts(f"choice/{one.name}/{choice.name}", choice.labels))
            for choice in one.choices
        )
        return replace(one, choices=tuple(choices))
