"""Which table of an export is the one of interviews, and which is of a repeat of the form.

By its name: `main`, or that of a repeat. Programs have names of their own. ODK Central calls the
files of an export `form.csv` and `form-repeat.csv` (`lib/data/briefcase.js` of
github.com/getodk/central-backend, commit 01c6048e). KoboToolbox calls a sheet as the form, and one
as each repeat, cut to 31 characters with three full stops at the end (`unique_name_for_xls` in
`src/formpack/utils/string.py` of github.com/kobotoolbox/formpack, commit 176f619).
"""

from collections.abc import Collection, Mapping

MAIN = "main"
_CUT = "..."
_CUT_AT = 31
"""Characters of a sheet's name."""


def tables_by_name(
    given: Collection[str], repeats: Collection[str], with_ids: Collection[str]
) -> Mapping[str, str]:
    """Of each table that is known what it is: `main`, or the name of a repeat.

    Parameters
    ----------
    given
        Names of tables.
    repeats
        Of the form.
    with_ids
        Those of the tables whose rows say of which interview they are: without, none is the one of
        interviews but by its name.

    >>> names = ["hh 2026", "hh 2026-members", "notes"]
    >>> tables_by_name(names, {"members"}, names[:2])
    {'hh 2026': 'main', 'hh 2026-members': 'members'}
    """
    found = {name: own for name in given if (own := _own(name, repeats)) is not None}
    left = [name for name in given if name not in found and name in with_ids]
    firsts = [one for one in left if not any(one.startswith(f"{other}-") for other in left)]
    if MAIN in found.values() or len(firsts) != 1:
        return found
    main = firsts[0]
    of_form = {name: _own(name.removeprefix(f"{main}-"), repeats) for name in left if name != main}
    return found | {main: MAIN} | {name: own for name, own in of_form.items() if own is not None}


def _own(name: str, repeats: Collection[str]) -> str | None:
    """What a name says by itself, in any case; where it was cut, if it can be one repeat alone."""
    known = {one.casefold(): one for one in (MAIN, *repeats)}
    if name.casefold() in known:
        return known[name.casefold()]
    if len(name) == _CUT_AT and name.endswith(_CUT):
        begun = [one for one in repeats if one.startswith(name.removesuffix(_CUT))]
        return begun[0] if len(begun) == 1 else None
    return None
