"""Lines of a new settings file: keys with what they are if left out, so that both are the same."""

import json
from collections.abc import Mapping

from measure87.files.settings.declared import Declared, keys_of


def default_lines(declared: Declared, comments: Mapping[str, str], width: int) -> list[str]:
    """A line for each key of `comments`, as `level = 0.95`.

    Parameters
    ----------
    comments : key to what stands behind it; empty is nothing
    width : where the comments begin; two signs after a line that is as long

    >>> from typing import Annotated
    >>> from measure87.files.settings import FLAG, share
    >>> def table(level: Annotated[float, share(0.5)] = 0.95, on: Annotated[bool, FLAG] = True): ...
    >>> default_lines(table, {"level": "", "on": "or off"}, 12)
    ['level = 0.95', 'on = true   # or off']
    >>> default_lines(table, {"on": "or off"}, 9)
    ['on = true  # or off']
    """
    defaults = {key.name: key.default for key in keys_of(declared) if not key.required}
    lines = {name: f"{name} = {json.dumps(defaults[name])}" for name in comments}
    return [
        f"{f'{lines[name]}  ':<{width}}# {said}" if said else lines[name]
        for name, said in comments.items()
    ]
