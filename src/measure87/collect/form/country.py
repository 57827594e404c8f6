"""The country file: which modules a country asks, in which languages, of which period.

`measure87 form build COUNTRY.toml` reads it. What the bank says stays in the bank; a country
chooses modules, languages and the reference period, names its regions, and may word a question
anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from measure87.collect.form.bank import LANGUAGES, SHARED, Bank, load_bank
from measure87.collect.form.country_tables import (
    NAME,
    WORDS,
    Children,
    CognitiveTest,
    Ethics,
    Named,
    spelt,
)
from measure87.collect.form.model import Texts
from measure87.define.classifications.countries import is_country_code
from measure87.files.settings import (
    FLAG,
    TEXT,
    LeftOut,
    Place,
    by_name,
    choice,
    named_tables,
    read_file,
    refined,
    schema_number,
    table,
    tables,
    texts,
    whole,
)
from measure87.vocabulary.reference_period import EXAMPLES, ReferencePeriod, parse_period


def _country(key: str, code: str, place: Place) -> str:
    if not is_country_code(code):
        raise place.wrong(
            key, code, "an ISO 3166 three-letter code, as BGD; ZZZ for an invented one"
        )
    return code


def _period(key: str, told: str, place: Place) -> ReferencePeriod:
    period = parse_period(told)
    if period is None or period.unit == "not-stated":
        raise place.wrong(key, told, EXAMPLES.split(", or")[0])
    return period


@dataclass(frozen=True, kw_only=True)
class CountryForm:
    """Content of the country file."""

    place: Place
    schema: Annotated[int, schema_number(1), "`1`"]
    id: Annotated[str, NAME, "the form's name on the server"]
    version: Annotated[
        str,
        spelt(r"[0-9]{1,16}", "digits alone, as 2026112801"),
        "its version: digits, greater with each change",
    ]
    title: Annotated[Texts, WORDS, "by language"]
    country: Annotated[str, refined(TEXT, _country, pattern="^[A-Z]{3}$"), "ISO 3166 code"]
    year: Annotated[int, whole(1900, 2200), "the survey's year"]
    population: Annotated[str, TEXT, "who is surveyed, in words"]
    languages: Annotated[
        tuple[str, ...], texts(needed=True), f"of {', '.join(LANGUAGES)}; the first is the default"
    ]
    modules: Annotated[tuple[str, ...], texts(needed=True), "names of modules of the question bank"]
    reference_period: Annotated[
        ReferencePeriod,
        refined(TEXT, _period),
        'how far back the questions on work and freedom look: `"12 months"`, `"5 years"`',
    ]
    period_words: Annotated[Texts, WORDS, 'the same by language: `{ en = "the last 12 months" }`']
    regions: Annotated[tuple[Named, ...], tables(Named), "one entry `[[regions]]` a region"]
    measures: Annotated[
        tuple[str, ...],
        texts(),
        "`DEFINITION/MEASURE` that the country promises to compute; `form check` holds it to them",
        LeftOut("none is promised"),
    ] = ()
    occupation_codes: Annotated[
        str, choice(("ISCO08", "ISCO88")), "in which version occupations are coded"
    ] = "ISCO08"
    fieldwork: Annotated[
        bool,
        FLAG,
        "`true`: a form for fieldwork, which needs an ethics approval and a cognitive test in each "
        "language; `false`: a draft, which says so",
    ] = False
    known_groups: Annotated[
        tuple[Named, ...],
        tables(Named),
        "for the module `scale_up`: groups of people whose number in the country is known",
    ] = ()
    ethics: Annotated[Ethics, table(Ethics), "the ethics approval"]
    children: Annotated[Children, table(Children), "the private part with children"]
    cognitive_tests: Annotated[
        Mapping[str, CognitiveTest],
        named_tables(
            CognitiveTest,
            'who = "..."',
            made=lambda found: {one.name: one for one in found},
        ),
        "a test of the wording in each language",
    ]
    translators: Annotated[
        Mapping[str, str],
        WORDS,
        "who stands for the words of the whole form, by language; without a name a language says "
        "that its words are machine-made",
    ]
    wording: Annotated[
        Mapping[str, Mapping[str, str]],
        by_name(by_name(TEXT)),
        "`[wording.LANGUAGE]` with QUESTION = words of the country's own; also of `consent`, "
        "`did`, `threatened`, `witnessed` and `stop`, which stand after many questions",
    ]

    def settled(self, place: Place) -> "CountryForm":
        """Itself, where its keys fit together."""
        self._check_languages(place)
        bank = load_bank()
        for module in self.modules:
            if module not in bank.modules:
                raise place.unknown(module, bank.modules)
        self._check_wording(place, bank)
        if self.fieldwork:
            self._check_fieldwork(place)
        return self

    def _check_wording(self, place: Place, bank: Bank) -> None:
        """Refuse words for a language or a question that there is not."""
        known = {item.name for module in bank.modules.values() for item in module.items}
        for language, words in self.wording.items():
            if language not in self.languages:
                raise place.below("wording").unknown(language, self.languages)
            for name in words:
                if name not in known | SHARED:
                    raise place.below("wording").below(language).unknown(name, known | SHARED)

    def _check_languages(self, place: Place) -> None:
        for language in self.languages:
            if language not in LANGUAGES:
                raise place.wrong("languages", language, f"some of {', '.join(LANGUAGES)}")
        worded: list[tuple[str, Texts]] = [
            ("title", self.title),
            ("period_words", self.period_words),
        ]
        worded += [(f"regions {one.code} labels", one.labels) for one in self.regions]
        worded += [(f"known_groups {one.code} labels", one.labels) for one in self.known_groups]
        for key, words in worded:
            absent = [one for one in self.languages if one not in words]
            if absent:
                raise place.fault(
                    f"{key} has no words in {', '.join(absent)}", hint="give them in each language"
                )

    def _check_fieldwork(self, place: Place) -> None:
        if not self.ethics.told:
            raise place.below("ethics").fault(
                "a form for fieldwork needs the number of an ethics approval, and the board",
                code="no-ethics-approval",
                hint="give approval and board, or leave fieldwork out: a draft always builds",
            )
        untested = [one for one in self.languages if one not in self.cognitive_tests]
        if untested:
            raise place.below("cognitive_tests").fault(
                f"a form for fieldwork needs a cognitive test in each language; "
                f"there is none in {', '.join(untested)}",
                code="no-cognitive-test",
                hint=f"add [cognitive_tests.{untested[0]}] with who, persons and on, "
                "or leave fieldwork out: a draft always builds",
            )

    @property
    def versions(self) -> Mapping[str, str]:
        """Classifications in which answers are coded."""
        return {"industry": "ISIC4", "occupation": self.occupation_codes}

    @property
    def in_a_year(self) -> bool:
        """Whether its reference period is the last twelve months."""
        days = self.reference_period.days
        return days is not None and 364 <= days <= 366

    def words_of(self, language: str) -> Mapping[str, str]:
        """The country's own words for questions, in one language."""
        return self.wording.get(language, {})


def read_country(path: Path) -> CountryForm:
    """The country file.

    Raises
    ------
    StudyError
        The first of all that is wrong with it, with the `others`.
    """
    made: CountryForm = read_file(path, CountryForm)
    return made
