"""Keys of settings files that have another name now: the former one is read, and said."""

from collections.abc import Iterable, Mapping
from typing import Any

from measure87.files.settings.declared import Key
from measure87.files.settings.place import Faults, Place
from measure87.vocabulary.keys import tell_former


def with_names_of_today(
    keys: Iterable[Key], content: Mapping[str, Any], place: Place, faults: Faults
) -> Mapping[str, Any]:
    """A table under the names that its keys have now; one that stands twice goes to `faults`.

    Warns
    -----
    FormerNameWarning
        For each key that stands there under its former name.
    """
    former = {
        key.formerly: key.name
        for key in keys
        if key.formerly is not None and key.formerly in content
    }
    for old, new in former.items():
        if new in content:
            text = f"{old!r} is the former name of {new!r}, and both stand here"
            faults.add(place.fault(text, code="twice", hint=f"take {old!r} away"))
        else:
            tell_former(place.where, old, new)
    return {former.get(name, name): value for name, value in content.items()
            if former.get(name) not in content}  # fmt: skip
