"""Which language the program speaks: `--lang`, else the system's, else English.

`--lang CODE` may stand anywhere before `--`, before a command or after it. The system's language is
the first of LC_ALL, LC_MESSAGES and LANG that is set, as POSIX has it; a language that we do not
have is English there, for nobody asked for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from measure87.vocabulary.errors import UsageError

ENGLISH = "en"
LANGUAGES = ("ar", "en", "es", "fr", "pt", "ru")
"""Languages of the program: those that have texts in `cli/locale`."""
OPTION = "--lang"
_OF_THE_SYSTEM = ("LC_ALL", "LC_MESSAGES", "LANG")
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken() -> str:
    """Code of the language that is spoken now."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language as long as this holds."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def language_of_system(environment: Mapping[str, str]) -> str:
    """The language that the environment asks for.

    >>> language_of_system({"LANG": "fr_FR.UTF-8"}), language_of_system({"LANG": "C"})
    ('fr', 'en')
    """
    told = next((environment[name] for name in _OF_THE_SYSTEM if environment.get(name)), "")
    code = told.partition(".")[0].partition("_")[0].lower()
    return code if code in LANGUAGES else ENGLISH


def without_language(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """Arguments without `--lang`, and the language that it names; the last one counts.

    Raises
    ------
    UsageError
        If it names none, or one that there is not.
    """
    rest: list[str] = []
    language = None
    given = iter(arguments)
    for argument in given:
        if argument == "--":
            rest += [argument, *given]
        elif argument == OPTION or argument.startswith(f"{OPTION}="):
            named = next(given, "") if argument == OPTION else argument.partition("=")[2]
            language = _checked(named)
        else:
            rest.append(argument)
    return rest, language


def _checked(code: str) -> str:
    if code not in LANGUAGES:
        raise UsageError(
            f"the program does not speak {code!r}",
            code="unknown-language",
            where=OPTION,
            hint=f"languages: {', '.join(LANGUAGES)}",
        )
    return code
