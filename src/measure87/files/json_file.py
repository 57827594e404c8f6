"""JSON as declared structures: whatever is wrong with it is one kind of error."""

from pathlib import Path

import msgspec


def json_as[T](content: bytes, kind: type[T]) -> T:
    """JSON text as a declared structure, read strictly.

    Raises
    ------
    msgspec.DecodeError
        If it is no JSON in UTF-8, is nested too deeply, or does not fit the structure
        (`msgspec.ValidationError`, which is one of these).
    """
    try:
        content.decode()  # the reader passes over text that the structure does not ask for
        return msgspec.json.decode(content, type=kind)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(f"it is not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise msgspec.DecodeError("it is nested too deeply") from None


def json_of_file[T](path: Path, kind: type[T]) -> T:
    """What a JSON file holds, as `json_as` reads it.

    Raises
    ------
    OSError
        If it cannot be read.
    msgspec.DecodeError
        If it is something else.
    """
    return json_as(path.read_bytes(), kind)
