"""The words of a form in its languages: those of the bank, or the country's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from measure87.collect.form.bank import SHARED, Bank, Module
from measure87.collect.form.country import CountryForm
from measure87.collect.form.model import Texts

_BETWEEN = " · "


def _nothing(language: str) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Words:
    """Finds the words of questions in the form's languages."""

    country: CountryForm
    bank: Bank

    @property
    def languages(self) -> tuple[str, ...]:
        """The form's languages."""
        return self.country.languages

    def label(self, module: Module, name: str) -> Texts:
        """Label of a question; the country's own words go before those of the bank."""
        return {
            language: self._filled(
                self.country.words_of(language).get(name) or module.words[language].text[name],
                language,
            )
            for language in self.languages
        }

    def message(self, module: Module, name: str) -> Texts:
        """What is said where an answer is refused; nothing where the module says nothing."""
        found = {one: module.words[one].message.get(name, "") for one in self.languages}
        return found if all(found.values()) else {}

    def shared(self, name: str) -> Texts:
        """Words that modules share; of what a country may word anew, its own."""
        own = self.country.words_of if name in SHARED else _nothing
        return {
            one: own(one).get(name) or self.bank.shared[one].text[name] for one in self.languages
        }

    def title(self, module: Module) -> Texts:
        """Title of a module, with the banner in each language in which no person stands for it."""
        return {
            language: title + ("" if self.translator(module, language) else self._banner(language))
            for language, title in module.title(self.languages).items()
        }

    def wording(self, modules: tuple[Module, ...]) -> Texts:
        """The note that says, in each language, who stands for the words of which module."""
        return {language: self._wording(modules, language) for language in self.languages}

    def translator(self, module: Module, language: str) -> str:
        """Who stands for a module's words; empty if nobody does for all that it says."""
        if told := self.country.translators.get(language):
            return told
        shared = self.bank.shared[language].translator
        return module.words[language].translator if shared else ""

    def _wording(self, modules: tuple[Module, ...], language: str) -> str:
        by_whom: dict[str, list[str]] = {}
        for module in modules:
            by_whom.setdefault(self.translator(module, language), []).append(
                module.words[language].title
            )
        machine = self.bank.shared[language].text["machine"]
        lines = [f"{who or machine}: {', '.join(titles)}" for who, titles in by_whom.items()]
        return "\n".join(lines)

    def _banner(self, language: str) -> str:
        return _BETWEEN + self.bank.shared[language].text["machine"]

    def _filled(self, text: str, language: str) -> str:
        isco = self.country.occupation_codes.removeprefix("ISCO")
        return text.replace("{period}", self.country.period_words[language]).replace("{isco}", isco)
