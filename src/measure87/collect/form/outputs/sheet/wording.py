"""Every text of a form, under a key that stays when the form changes around it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from measure87.collect.form.model import Form, Question, Section, Texts
from measure87.collect.form.outputs.numbering import NAMED

BETWEEN = " · "
"""Stands between the title of a part and a banner."""
_WHOLE = re.compile(r"\$\{[^\s{}]+\}")
"""`${name}` as a form has it in its texts; in expressions blanks may stand around the name."""
_NOT_A_WORD = re.compile(r"[\d\W_]+")


@dataclass(frozen=True)
class Wording:
    """One text of a form."""

    key: str
    """`label/age`, `choice/yes_no/1`, `form_title/`."""
    kind: str
    """`form_title`, `section`, `label`, `hint`, `message` or `choice`."""
    texts: Texts


def wordings(form: Form, banners: Texts | None = None) -> list[Wording]:
    """All texts that are there in the form's first language, in order.

    Parameters
    ----------
    form
        The form.
    banners
        By language: what marks wording that nobody stands for. It is left off titles, and a text
        that tells of it among other things is none to be translated.
    """
    first = form.languages[0]
    found = [Wording("form_title/", "form_title", form.title)]
    found += _of_children(form.children)
    for one in form.lists:
        found += [Wording(f"choice/{one.name}/{c.name}", "choice", c.labels) for c in one.choices]
    without = [_without_banner(one, banners or {}) for one in found if one.texts.get(first)]
    return [one for one in without if one is not None]


def _of_children(children: tuple[Question | Section, ...]) -> Iterator[Wording]:
    for child in children:
        if isinstance(child, Section):
            yield Wording(f"section/{child.name}", "section", child.labels)
            yield from _of_children(child.children)
        else:
            yield Wording(f"label/{child.name}", "label", child.labels)
            yield Wording(f"hint/{child.name}", "hint", child.hints)
            yield Wording(f"message/{child.name}", "message", child.constraint_messages)


def _without_banner(one: Wording, banners: Texts) -> Wording | None:
    texts = {
        language: text.removesuffix(BETWEEN + banners[language]) if language in banners else text
        for language, text in one.texts.items()
    }
    tells = any(banners.get(language) and banners[language] in text
                for language, text in texts.items())  # fmt: skip
    return None if tells else Wording(one.key, one.kind, texts)


def references_of(text: str) -> frozenset[str]:
    """Names in `${...}`: a translation has no others, or the form cannot be built."""
    return frozenset(NAMED.findall(text))


def has_broken_reference(text: str) -> bool:
    """Whether a name lacks its bracket or has blanks around it: no form can be built of it.

    >>> [has_broken_reference(text) for text in ("${age}?", "${age ?", "${ age }?")]
    [False, True, True]
    """
    return "${" in _WHOLE.sub("", text)


def has_words(text: str) -> bool:
    """Whether there is anything to translate, beside names of questions, digits and signs."""
    return bool(_NOT_A_WORD.sub("", NAMED.sub("", text)))


def by_key(words: list[Wording]) -> Mapping[str, Wording]:
    """Texts by their key."""
    return {one.key: one for one in words}
