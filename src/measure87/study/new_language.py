"""The files of a new study in a language: title, population, and every comment.

What a kind of study writes is in English. Here each comment that is ours is found again among the
texts of `disseminate/locale/LANGUAGE/study.toml` and said in the language; keys, values and
examples stay as they are, and so does a comment that is not known. One that was wrapped is put
together again and wrapped anew.
"""

import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from measure87.disseminate.locale.own_titles import PART, own_population, own_title
from measure87.disseminate.locale.texts import ENGLISH, Texts, read_part, words_of
from measure87.files.settings import TomlValue
from measure87.study.new_text import quoted
from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.known_sentences import KnownSentences

_SECTIONS = ("comments", "mapping", "proposals", "reasons")
_MESSAGES, _NOTICES, _OF_A_PRESET = "messages", "warning_texts", "preset-"
"""What a preset remarks of a file, which reports say too."""
_PARTS = "; "
"""Between the parts of a remark."""
_COMPOSED = ("reason", "doubt")
"""Values that are texts of ours, or several of them."""
_LISTED = ("counted", "kind", "rows")
"""Values that are texts of ours, or several with commas between them."""
_WORDS = ("one", "other", "said", "job", "what")
"""Values that are one word of ours."""
_LABEL, _NO_LABEL = "label", "no label"
"""A value that is the file's own, or says that there is none."""
_ASKED = re.compile(r'(?P<key>\bask = )(?P<text>"(?:\\.|[^"\\])*")')
"""What a mapping asks for in words."""
_WIDTH = 100
_COMMENT = re.compile(r"(?P<margin>\s*#\s*)(?P<text>.*)")
_BEHIND = re.compile(
    r"(?P<line>(?:[^\"'#]|\"(?:\\.|[^\"\\])*\"|'[^']*')*)(?P<mark>#\s*)(?P<text>.*)"
)


def in_language(text: str, language: str, *, with_own_language: bool) -> str:
    """A file of a new study, in TOML, in a language.

    Parameters
    ----------
    text : the file in English
    with_own_language : whether the file may say in which language its author writes
    """
    if language == ENGLISH:
        return text
    content = tomllib.loads(text)
    lines = _commented(text.split("\n"), language)
    return "\n".join(
        told for line in lines for told in _said_line(line, content, language, with_own_language)
    )


def _said_line(
    line: str, content: Mapping[str, TomlValue], language: str, with_own_language: bool
) -> Iterator[str]:
    """A line whose value is ours, in the language; every other as it is."""
    key = line.partition(" = ")[0]
    if line == f'language = "{ENGLISH}"':
        yield f'language = "{language}"'
        if with_own_language:
            remark = _texts(language)["comments.data_language"]
            yield f'data_language = "{language}"    # {remark}'
        return
    own = _own(key, content, language) if key in ("title", "population") else None
    yield _asked(line, language) if own is None else f"{key} = {quoted(own)}"


def _asked(line: str, language: str) -> str:
    """A line of which a variable is asked for in words, with these in the language."""
    if line.lstrip().startswith("#") or (found := _ASKED.search(line)) is None:
        return line
    own = _say(tomllib.loads(f"ask = {found['text']}")["ask"], language)
    return line if own is None else line[: found.start("text")] + quoted(own) + line[found.end() :]


def _own(key: str, content: Mapping[str, TomlValue], language: str) -> str | None:
    text, country, year = (content.get(name) for name in (key, "country", "year"))
    if not isinstance(text, str):
        return None
    if key == "population":
        return own_population(text, language)
    return own_title(
        text,
        language,
        country if isinstance(country, str) else None,
        year if isinstance(year, int) else None,
    )


def _commented(lines: Sequence[str], language: str) -> Iterator[str]:
    """Lines with their comments in the language."""
    at = 0
    while at < len(lines):
        end, said = _comment(lines, at, language)
        yield from said
        at = end


def _comment(lines: Sequence[str], at: int, language: str) -> tuple[int, list[str]]:
    """Where the longest known comment that begins here ends, and its lines in the language."""
    whole = _COMMENT.fullmatch(lines[at])
    if whole is None:
        return at + 1, [_behind(lines[at], language)]
    for end in range(_end_of_comment(lines, at), at, -1):
        text = " ".join(line.strip().lstrip("#").strip() for line in lines[at:end])
        own = _say(text, language) if end == at + 1 or text in _known().whole else None
        if own is not None:
            margin = whole["margin"]
            return end, textwrap.wrap(
                own, _WIDTH, initial_indent=margin, subsequent_indent=margin,
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
    inner = _behind(whole["text"], language)
    return at + 1, [whole["margin"] + inner]


def _end_of_comment(lines: Sequence[str], at: int) -> int:
    """Where lines that are comments alone, with something in them, end."""
    end = at
    while end < len(lines) and (found := _COMMENT.fullmatch(lines[end])) and found["text"]:
        end += 1
    return max(end, at + 1)


def _behind(line: str, language: str) -> str:
    """A line with the comment behind its value in the language."""
    found = _BEHIND.fullmatch(line)
    own = None if found is None else _say(found["text"], language)
    return line if found is None or own is None else f"{found['line']}{found['mark']}{own}"


def _say(text: str, language: str) -> str | None:
    """A comment of ours in the language; None where it is not known."""
    found = _known().find(text)
    own = None if found is None else _texts(language).get(found.key)
    if found is None or own is None:
        return None
    return own.format(**{n: _value(n, value, language) for n, value in found.values.items()})


def _value(name: str, value: str, language: str) -> str:
    """A value of a comment in the language, as far as it is ours."""
    if name in _COMPOSED:
        parts = (_say(part, language) or part for part in value.split(_PARTS))
        return _sign("semicolon", language).join(parts)
    if name in _LISTED:
        return _sign("comma", language).join(_word(part, language) for part in value.split(", "))
    if name in _WORDS or (name == _LABEL and value == _NO_LABEL):
        return _word(value, language)
    if name == _LABEL and value.endswith(f"({_NO_LABEL}"):
        # The name before it has brackets of its own, as in `Age (years) (no label)`.
        return value.removesuffix(_NO_LABEL) + _word(_NO_LABEL, language)
    return value


@cache
def _sign(name: str, language: str) -> str:
    """The sign that the language has between parts, with the spaces around it."""
    return str(read_part(language, "language")[name])


def _word(text: str, language: str) -> str:
    """A word or two of ours that stand within a comment; as they are where they are not."""
    found = _known_words().find(text)
    own = None if found is None else _words(language).get(found.key)
    if found is None or own is None:
        return text
    return own.format(**{n: _value(n, value, language) for n, value in found.values.items()})


@cache
def _known_words() -> KnownSentences:
    return KnownSentences(_words(ENGLISH).items())


@cache
def _words(language: str) -> dict[str, str]:
    return words_of(read_part(language, PART), "words")


@cache
def _known() -> KnownSentences:
    return KnownSentences(_texts(ENGLISH).items())


@cache
def _texts(language: str) -> dict[str, str]:
    """What `new` may write in comments, by section and key."""
    part, messages = read_part(language, PART), read_part(language, _MESSAGES)
    found = {
        f"{section}.{key}": text
        for section in _SECTIONS
        for key, text in words_of(part, section).items()
    }
    return found | _remarks(messages) | _items(language)


def _items(language: str) -> dict[str, str]:
    """Circumstances of work, which stand beside the questions that ask for them."""
    if language == ENGLISH:
        return {f"items.{code}": text for code, text in CIRCUMSTANCES["item"].levels}
    own = words_of(read_part(language, "items"), "items")
    return {f"items.{code}": own[code] for code, _ in CIRCUMSTANCES["item"].levels if code in own}


def _remarks(messages: Texts) -> dict[str, str]:
    """What presets remark of a file."""
    return {
        f"{_NOTICES}.{key}": text
        for key, text in words_of(messages, _NOTICES).items()
        if key.startswith(_OF_A_PRESET)
    }
