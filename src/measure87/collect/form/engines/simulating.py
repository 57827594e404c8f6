"""`form simulate`: random interviews in two engines, every leaf and screen side by side."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import msgspec

from measure87.collect.form.engines.leaves import ABSENT, compared, leaves_of, same_text
from measure87.collect.form.engines.process import Engine
from measure87.collect.form.engines.programs import Program
from measure87.collect.form.engines.respondents import NO_ANSWER, RandomRespondent, choices_of
from measure87.collect.form.engines.talk import Failed, Filled
from measure87.collect.form.engines.xform import XForm, read_xform, without_positions
from measure87.collect.form.model import Form, read_form
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.progress import progress

_TASK = "fill the form"

type What = Literal["leaf", "screen", "unanswered", "failed"]


class Difference(msgspec.Struct, frozen=True):
    """Where the engines part in one interview. All values are invented."""

    interview: int
    language: str
    what: What
    path: str
    said: tuple[str, ...]
    """By each engine, in their order."""


class Simulation(msgspec.Struct, frozen=True):
    """What random interviews showed of a form."""

    engines: tuple[str, ...]
    languages: tuple[str, ...]
    interviews: int
    """In all languages together."""
    leaves: int
    screens: int
    written_otherwise: int
    """Leaves and screens whose value is the same and whose text is not: `5` and `5.0`."""
    never_shown: tuple[str, ...]
    """Paths of questions of the form that no interview came to."""
    unanswered: tuple[str, ...]
    """Paths of what is required and to which no answer was found, in any engine."""
    differences: tuple[Difference, ...]

    @property
    def differing(self) -> int:
        """Interviews with a difference."""
        return len({(one.interview, one.language) for one in self.differences})

    def by_path(self) -> dict[tuple[What, str], int]:
        """How many interviews differ at each path (without positions), most first."""
        where = {
            (one.what, without_positions(one.path), one.interview, one.language)
            for one in self.differences
        }
        return dict(Counter((what, path) for what, path, *_ in sorted(where)).most_common())


class Interview(msgspec.Struct, frozen=True):
    """One interview as each engine ended it."""

    number: int
    language: str
    filled: tuple[Filled | Failed, ...]


def form_files(path: Path) -> tuple[Path, Form | None]:
    """XForm and model of a study folder; of a file the XForm alone.

    Raises
    ------
    DataError
        If the folder has no built form.
    """
    if path.is_file():
        return path, None
    folder = path / "form"
    found = sorted(folder.glob("*.xml"))
    if len(found) != 1:
        raise DataError(
            f"there {'is no' if not found else 'is more than one'} XForm (*.xml)",
            code="no-form",
            where=str(folder),
            hint="build the form first: measure87 form build COUNTRY.toml -o DIR",
        )
    model = folder / "form.json"
    return found[0], read_form(model) if model.is_file() else None


def simulate_interviews(
    form: Path,
    programs: Sequence[Program],
    *,
    interviews: int,
    seed: int,
    languages: Sequence[str] = ("",),
    model: Form | None = None,
    no_answer: float = NO_ANSWER,
) -> Iterator[Interview]:
    """Random interviews in each engine, one after the other.

    Parameters
    ----------
    form : Path
        The XForm.
    interviews : int
        In each language.
    model : Form, optional
        Says which codes are refusals.
    """
    xform, choices = read_xform(form), choices_of(model)
    with ExitStack() as stack:
        engines = [stack.enter_context(Engine(program, form)) for program in programs]
        for number in range(1, interviews + 1):
            for language in languages:
                respondent = RandomRespondent(seed, number, xform, choices, no_answer, language)
                filled = [
                    engine.interview(language, respondent, respondent.chance())
                    for engine in engines
                ]
                yield Interview(number, language, tuple(filled))
            progress(_TASK, number / interviews)


def compare_interviews(
    form: Path, programs: Sequence[Program], interviews: Iterator[Interview]
) -> Simulation:
    """What the interviews of two engines have in common; of one alone, how it fared."""
    xform = read_xform(form)
    tally = _Tally(xform)
    for interview in interviews:
        tally.add(interview)
    return Simulation(
        engines=tuple(program.name for program in programs),
        languages=tuple(tally.languages),
        interviews=tally.interviews,
        leaves=tally.leaves,
        screens=tally.screens,
        written_otherwise=tally.written_otherwise,
        never_shown=tuple(path for path in xform.questions if path not in tally.shown),
        unanswered=tuple(sorted(tally.unanswered)),
        differences=tuple(tally.differences),
    )


def chosen_languages(xform: XForm, wanted: Sequence[str]) -> tuple[str, ...]:
    """The form's languages by their names or codes; all of them for `all`.

    Raises
    ------
    DataError
        If the form has no such language.
    """
    if not xform.languages or not wanted:
        return xform.languages[:1] or ("",)
    if "all" in wanted:
        return xform.languages
    found = {code: one for one in xform.languages for code in (one, _code(one))}
    missing = [one for one in wanted if one not in found]
    if missing:
        raise DataError(
            f"the form does not speak {', '.join(missing)}",
            code="unknown-language",
            hint=f"it speaks {', '.join(xform.languages)}",
        )
    return tuple(dict.fromkeys(found[one] for one in wanted))


def _code(language: str) -> str:
    """`ar` of `العربية (ar)`."""
    return language.rpartition("(")[2].rstrip(")")


class _Tally:
    """Counts over interviews."""

    def __init__(self, xform: XForm) -> None:
        self.xform = xform
        self.languages: dict[str, None] = {}
        self.interviews = self.leaves = self.screens = self.written_otherwise = 0
        self.shown: set[str] = set()
        self.unanswered: set[str] = set()
        self.differences: list[Difference] = []

    def add(self, interview: Interview) -> None:
        """One interview more."""
        self.interviews += 1
        self.languages[interview.language] = None
        filled = [one for one in interview.filled if isinstance(one, Filled)]
        if len(filled) < len(interview.filled):
            said = [one.text if isinstance(one, Failed) else "" for one in interview.filled]
            self._differ(interview, "failed", "", *said)
            return
        screens = [self._paths(one.screens) for one in filled]
        self.shown.update(without_positions(path) for shown in screens for path in shown)
        unanswered = [{self.xform.path(path) for path in one.unanswered} for one in filled]
        self.unanswered |= {without_positions(path) for paths in unanswered for path in paths}
        if len(filled) < 2:
            self.leaves += len(leaves_of(filled[0].xml, self.xform))
            self.screens += len(screens[0])
            return
        self._leaves(interview, *(leaves_of(one.xml, self.xform) for one in filled))
        self._screens(interview, *screens)
        for path in unanswered[0] ^ unanswered[1]:
            said = ["no answer" if path in paths else "answered" for paths in unanswered]
            self._differ(interview, "unanswered", path, *said)

    def _leaves(self, interview: Interview, one: dict[str, str], other: dict[str, str]) -> None:
        for path, (verdict, *said) in compared(one, other, self.xform).items():
            self.leaves += 1
            self.written_otherwise += verdict == "written otherwise"
            if verdict == "different":
                self._differ(interview, "leaf", path, *said)

    def _screens(self, interview: Interview, one: dict[str, str], other: dict[str, str]) -> None:
        for path in dict.fromkeys((*one, *other)):
            self.screens += 1
            said = (one.get(path, ABSENT), other.get(path, ABSENT))
            if not same_text(*said):
                self._differ(interview, "screen", path, *said)
            self.written_otherwise += said[0] != said[1] and same_text(*said)

    def _differ(self, interview: Interview, what: What, path: str, *said: str) -> None:
        self.differences.append(Difference(interview.number, interview.language, what, path, said))

    def _paths(self, screens: Mapping[str, str]) -> dict[str, str]:
        """Screens by the paths of both engines, and without the blanks that each puts around."""
        return {
            self.xform.path(path): "\n".join(map(_squeezed, text.split("\n")))
            for path, text in screens.items()
        }


def _squeezed(text: str) -> str:
    return " ".join(text.split())
