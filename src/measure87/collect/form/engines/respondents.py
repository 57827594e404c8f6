"""Somebody who answers anything at random, and the same to every engine.

An answer is drawn from seed, interview, language, path and attempt alone, so that two engines
which ask the same get the same, in whichever order they ask.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from measure87.collect.form.engines.talk import CHANCES, Another, Answer, AskedKind, Question
from measure87.collect.form.engines.xform import XForm, without_positions
from measure87.collect.form.model import Choice, Form, placed

NO_ANSWER = 0.05
"""Share of questions that are refused, not known, or left blank where the form lets them."""

_NOT_KNOWN = ("unknown", "refused")
_FIRST, _LAST = datetime.date(1940, 1, 1), datetime.date(2030, 12, 31)
_MOST_MEMBERS = 3
_MEMBERS = (0, 1, 2, 3, 4), (2, 20, 4, 1, 1)
"""How many members a repeat is said to have, and how often."""
_EAGER = (3, 30, 300)
"""How many times as often a code comes that opens other questions: by interview, since what lies
behind ten such questions would otherwise never be reached."""
_WORDS = (
    "Ana", "João Ñ", "Ольга", "مريم", "阿明", "O'Hara & <sons>", 'said "no"', "=1+1", "two\nlines",
    "العمل في البيت", "rue de l'Église", "ß", "0", "-", "a b  c",
)  # fmt: skip


def choices_of(form: Form | None) -> dict[str, Mapping[str, Choice]]:
    """Choices by path (without positions) and code of each select; empty without a form model."""
    lists = {} if form is None else {one.name: one for one in form.lists}
    return {
        "/".join(place.path): {one.name: one for one in lists[place.question.choices].choices}
        for place in (() if form is None else placed(form))
        if place.question.choices in lists
    }


@dataclass(frozen=True)
class RandomRespondent:
    """Answers by type, near what the form's own rules compare with.

    Parameters
    ----------
    seed, interview, language : int, int and str
        Another interview or language, other answers.
    xform : XForm
        Which numbers, dates and codes the form's rules speak of.
    choices : mapping
        What codes are as a status (`choices_of`), for refusals and "don't know".
    no_answer : float, proportion
        How often a question is refused, not known or left blank where it may be.
    """

    seed: int
    interview: int
    xform: XForm
    choices: Mapping[str, Mapping[str, Choice]] = field(default_factory=dict)
    no_answer: float = NO_ANSWER
    language: str = ""

    def __call__(self, asked: Question | Another) -> Answer:
        """The answer to one question."""
        path = self.xform.path(asked.path)
        if isinstance(asked, Another):
            # Engines differ in whether a repeat begins with one member or none: here, with one.
            number = int(path.rpartition("[")[2].rstrip("]"))
            rng = self._rng(path, 0)
            more = number == 1 or (number <= _MOST_MEMBERS and rng.random() < 0.5)
            return Answer(another=more)
        return Answer(self._values(asked, path, self._rng(path, asked.attempt)))

    def chance(self) -> float:
        """What `random()` gives in this interview."""
        return self._rng("", 0).choice(CHANCES)

    def _rng(self, path: str, attempt: int) -> Random:
        return Random(f"{self.seed}/{self.interview}/{self.language}/{path}/{attempt}")

    def _values(self, asked: Question, path: str, rng: Random) -> tuple[str, ...]:
        bare = without_positions(path)
        name = bare.rpartition("/")[2]
        if rng.random() < self.no_answer:
            known = self.choices.get(bare, {})
            given = [
                code for code in asked.options
                if code in known and known[code].says in _NOT_KNOWN
            ]  # fmt: skip
            if given:
                return (rng.choice(given),)
            if not asked.required:
                return ()
        return self._given(asked, name, rng)

    def _given(self, asked: Question, name: str, rng: Random) -> tuple[str, ...]:
        """An answer by the type of the question."""
        drawn: dict[AskedKind, Callable[[], tuple[str, ...]]] = {
            "select_one": lambda: self._one(asked.options, name, rng),
            "select_multiple": lambda: _several(asked, rng),
            "integer": lambda: (self._number(asked, name, rng),),
            "decimal": lambda: (self._number(asked, name, rng),),
            "date": lambda: (self._date(name, rng).isoformat(),),
            "time": lambda: (_time(rng),),
            "datetime": lambda: (f"{self._date(name, rng).isoformat()}T{_time(rng)}",),
            "geopoint": lambda: (_point(rng),),
            "text": lambda: (_text(asked.attempt, rng),),
            "acknowledge": lambda: ("OK",),
            "other": lambda: (),
        }
        return drawn[asked.kind]()

    def _one(self, options: tuple[str, ...], name: str, rng: Random) -> tuple[str, ...]:
        """One code; those that open other questions more often."""
        if not options:
            return ()
        opening = self.xform.openers.get(name, frozenset())
        eager = self._rng("", 0).choice(_EAGER)
        weights = [eager if code in opening else 1 for code in options]
        return tuple(rng.choices(options, weights))

    def _number(self, asked: Question, name: str, rng: Random) -> str:
        """A number at, just beside, or somewhere under those that rules compare with."""
        if name in self.xform.counts:
            return str(rng.choices(*_MEMBERS)[0])
        limits = self.xform.numbers.get(name, ())
        step = 1.0 if asked.kind == "integer" else rng.choice((0.25, 0.5, 1.0))
        if limits and rng.random() < 0.6:
            number = rng.choice(limits) + step * rng.choice((-1, 0, 1))
        else:
            number = rng.uniform(0, max((*limits, 20.0)))
        number = max(0.0, number)
        return str(int(number)) if asked.kind == "integer" else str(round(number, 2))

    def _date(self, name: str, rng: Random) -> datetime.date:
        limits = [
            date for text in self.xform.texts.get(name, ()) if (date := _date_of(text)) is not None
        ]
        if limits and rng.random() < 0.6:
            return rng.choice(limits) + datetime.timedelta(days=rng.choice((-1, 0, 1)))
        days = rng.randint(0, (_LAST - _FIRST).days)
        return _FIRST + datetime.timedelta(days=days)


def _several(asked: Question, rng: Random) -> tuple[str, ...]:
    chosen = tuple(code for code in asked.options if rng.random() < 0.3)
    if chosen or not asked.options or not asked.required:
        return chosen
    return (rng.choice(asked.options),)


def _time(rng: Random) -> str:
    return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00.000Z"


def _point(rng: Random) -> str:
    latitude, longitude = round(rng.uniform(-80, 80), 5), round(rng.uniform(-170, 170), 5)
    return f"{latitude} {longitude} {rng.randint(0, 3000)}.5 {rng.randint(3, 30)}.5"


def _text(attempt: int, rng: Random) -> str:
    """Words of several scripts; digits too, since telephone numbers are often all that is taken."""
    if attempt and rng.random() < 0.7:
        return "".join(rng.choices("0123456789", k=rng.randint(1, 15)))
    return " ".join(rng.choices(_WORDS, k=rng.randint(1, 2)))


def _date_of(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
