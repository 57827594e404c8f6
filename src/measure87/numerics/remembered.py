"""Answers that are kept, by every byte of what was asked.

For what is asked again and again and takes long, such as the auditor's programmes: while figures
are hidden one after the other, what is said of most groups stays as it was, and of a small study's
second release four of five programmes come again. What is kept is what would be answered, so that
nothing comes out otherwise.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import wraps
from hashlib import blake2b

import numpy as np
from scipy.sparse import csr_array

_KEPT_BYTES = 64_000_000
"""Of the answers of each function, those asked for last."""
_ROOM = 200
"""Bytes that an answer takes beside its arrays, or more."""


def remembered[**Asked, Answer](
    refusal: type[Exception],
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Make a function one that is not asked again what it answered.

    It must hang on its arguments alone: numbers, arrays, rows of such, and frozen records of
    them. Arrays that it answers cannot be written to.

    Parameters
    ----------
    refusal
        What it raises, without more words, where there is no answer: that is kept too.
    """

    def keeping(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        answers = _Answers[Answer]()

        def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> tuple[Answer] | None:
            try:
                return (function(*args, **kwargs),)
            except refusal:
                return None

        @wraps(function)
        def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            key = digest(args, sorted(kwargs.items()))
            if key in answers.kept:
                found = answers.again(key)
            else:
                found = answers.keep(key, answer(*args, **kwargs))
            if found is None:
                raise refusal
            return found[0]

        return asked

    return keeping


class _Answers[Answer]:
    """Answers in the order in which they were asked for last, as many as there is room for."""

    def __init__(self) -> None:
        self.kept = OrderedDict[bytes, tuple[Answer] | None]()
        self._bytes = 0

    def again(self, key: bytes) -> tuple[Answer] | None:
        """One that is kept."""
        self.kept.move_to_end(key)
        return self.kept[key]

    def keep(self, key: bytes, answer: tuple[Answer] | None) -> tuple[Answer] | None:
        """One more."""
        _close(answer)
        self.kept[key] = answer
        self._bytes += _size(answer)
        while self._bytes > _KEPT_BYTES:
            self._bytes -= _size(self.kept.popitem(last=False)[1])
        return answer


def _close(answer: object) -> None:
    """Let nobody write to the arrays of an answer."""
    if isinstance(answer, tuple):
        for part in answer:
            _close(part)
    elif isinstance(answer, np.ndarray):
        answer.flags.writeable = False


def _size(answer: object) -> int:
    """Bytes that an answer takes, about."""
    if isinstance(answer, tuple):
        return _ROOM + sum(map(_size, answer))
    return answer.nbytes if isinstance(answer, np.ndarray) else _ROOM


def digest(*values: object) -> bytes:
    """Of numbers, arrays, sequences and records of them; alike only where every byte is.

    A record that has a `digest` stands for itself by that.
    """
    every = blake2b(digest_size=32)
    for value in values:
        for part in _parts(value):
            every.update(len(part).to_bytes(8))
            every.update(part)
    return every.digest()


def _parts(value: object) -> Iterator[bytes]:
    match value:
        case np.ndarray():
            yield f"{value.dtype.str}{value.shape}".encode()
            yield np.ascontiguousarray(value).tobytes()
        case csr_array():
            yield repr(value.shape).encode()
            for array in (value.indptr, value.indices, value.data):
                yield from _parts(array)
        case tuple() | list():
            yield f"{len(value)} values".encode()
            for one in value:
                yield from _parts(one)
        case None | bool() | int() | float() | str():
            yield f"{type(value).__name__} {value!r}".encode()
        case _ if isinstance(known := getattr(value, "digest", None), bytes):
            yield known
        case _ if is_dataclass(value) and not isinstance(value, type):
            yield type(value).__qualname__.encode()
            for field in fields(value):
                yield from _parts(getattr(value, field.name))
        case _:
            raise TypeError(type(value).__name__)
