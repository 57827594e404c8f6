"""How two hashed records are compared: what shows of them without a single name.

Names and date of birth can always be compared, as a whole. What stands under them shows in some
pairs only: how far one of two names agrees where the date does and the names do not; which parts
of the date agree where the names do and the date does not; sex, nationality and place where one of
the two agrees. Each of these is a field of its own, which says nothing in other pairs, so that its
ratio is that of the pairs in which it shows.

The expected shares are products of those in the clear, rounded; see `comparisons`.
"""

from collections.abc import Collection, Sequence

from measure87.collect.linkage.candidate_pairs import APART
from measure87.collect.linkage.comparisons import LIKE_HASHED, SAME_DAY, Comparison
from measure87.collect.linkage.keyed_encoding import MOST_UNLIKE
from measure87.collect.linkage.keyed_forms import CODES, DATE_PARTS

_DAY = "coalesce(whole_l = whole_r or whole_l = swapped_r, false)"
_CONSONANTS = "coalesce(names_key_l = names_key_r, false)"
_NEAR = f"bit_count(xor(names_bits_l, names_bits_r)) <= {MOST_UNLIKE}"
_NAMES = f"coalesce(names_l = names_r or {_CONSONANTS} or {_NEAR}, false)"
_OTHER_SCRIPT = "coalesce(script_dated_l <> script_dated_r, false)"
_SEEN_BY = ("whole", "swapped", "names_key")
"""Columns by which pairs are found in which a field shows that does not always."""


def keyed_comparisons(known: Collection[str]) -> list[Comparison]:
    """The comparisons of hashed records; `known` are the columns that are not null throughout."""
    found = []
    if "names" in known:
        found.append(_names())
    if "whole" in known:
        found += [_birth(), _one_name()]
    if {"names_key", "year_named"} <= set(known):
        found += [_date_parts(), _year()]
    return [*found, *(_code(name) for name in CODES if _shown(name) & set(known))]


def _names() -> Comparison:
    """Both names the same, of few records or of many; their consonants; nearly the same; different.

    What a rare full name says more than a common one is learned from the two levels: how common one
    is cannot be told from lists in which it comes once or twice.
    """
    return Comparison(
        "names",
        "names",
        f"names_l is null or names_r is null or ({_DAY} and {_OTHER_SCRIPT})",
        (
            "names_l = names_r and not names_often_l",
            "names_l = names_r",
            _CONSONANTS,
            _NEAR,
            "ELSE",
        ),
        (0.5, 0.08, 0.15, 0.09, 0.18),
    )


def _birth() -> Comparison:
    """The whole date: the same, day and month changed, different."""
    return Comparison(
        "birth",
        "whole",
        "whole_l is null or whole_r is null",
        ("whole_l = whole_r", "whole_l = swapped_r", "ELSE"),
        (0.84, 0.02, 0.14),
        most_by_chance=(SAME_DAY, SAME_DAY, 1.0),
    )


def _one_name() -> Comparison:
    """Of names that differ as a whole: each alike, one the same, one alike, neither."""
    same = [f"{a}_dated_l = {b}_dated_r" for a in ("given", "family") for b in ("given", "family")]
    alike = f"({_alike('given')}) and ({_alike('family')})"
    either = f"({_alike('given')}) or ({_alike('family')})"
    met = "given_dated_l is not null and given_dated_r is not null"
    met += " or family_dated_l is not null and family_dated_r is not null"
    return Comparison(
        "one_name",
        "whole",
        f"not {_DAY} or {_NAMES} or not ({met}) or {_OTHER_SCRIPT}",
        (alike, " or ".join(same), either, "ELSE"),
        (0.3, 0.5, 0.1, 0.1),
        by_chance=(0.01, 0.06, 0.03, 0.9),
    )


def _alike(name: str) -> str:
    """Whether one name is alike in two records with the same date of birth."""
    bits = f"{name}_bits"
    dice = (
        f"2.0 * bit_count({bits}_l & {bits}_r)"
        f" / greatest(1, bit_count({bits}_l) + bit_count({bits}_r))"
    )
    same_key = f"{name}_key_dated_l = {name}_key_dated_r"
    return f"coalesce({dice} >= {LIKE_HASHED}, false) or coalesce({same_key}, false)"


def _date_parts() -> Comparison:
    """Of two dates of the same names that differ: two of three parts, the year, different."""
    parts = " or ".join(f"{part}_named_l = {part}_named_r" for part in DATE_PARTS)
    whole = "whole_l is not null and whole_r is not null"
    return Comparison(
        "parts",
        "names_key",
        f"not {_CONSONANTS} or {_DAY} or not ({whole})",
        (parts, "year_named_l = year_named_r", "ELSE"),
        (0.6, 0.15, 0.25),
        by_chance=(0.005, 0.025, 0.97),
    )


def _year() -> Comparison:
    """The year of the same names, where one of the two has no whole date."""
    half = "(whole_l is null or whole_r is null)"
    half += " and year_named_l is not null and year_named_r is not null"
    return Comparison(
        "year",
        "names_key",
        f"not {_CONSONANTS} or not ({half})",
        ("year_named_l = year_named_r", "ELSE"),
        (0.9, 0.1),
        by_chance=(0.025, 0.975),
    )


def _shown(name: str) -> set[str]:
    """The columns that a code is in."""
    return {f"{name}_dated", f"{name}_named"}


def _code(name: str) -> Comparison:
    """A code, where the date or the names agree: the same or not."""
    dated, named = f"{name}_dated", f"{name}_named"
    shows = [
        f"({_DAY} and {dated}_l is not null and {dated}_r is not null)",
        f"({_CONSONANTS} and {named}_l is not null and {named}_r is not null)",
    ]
    same = f"coalesce({dated}_l = {dated}_r, false) or coalesce({named}_l = {named}_r, false)"
    unknown = f"not ({' or '.join(shows)})"
    return Comparison(name, "whole", unknown, (same, "ELSE"), (0.9, 0.1), by_chance=(0.4, 0.6))


def levels_sql(some: Sequence[Comparison], columns: Sequence[str]) -> str:
    """A query for the levels of the pairs in which such fields may show."""
    by = [(name, name) for name in _SEEN_BY] + [("whole", "swapped"), ("swapped", "whole")]
    seen = " union ".join(
        "select l.unique_id as a, r.unique_id as b from records l join records r "  # noqa: S608
        f"on l.{one} = r.{two} and l.unique_id < r.unique_id and {APART}"
        for one, two in by
        if {one, two} <= set(columns)
    )
    both = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in columns)
    levels = ", ".join(
        f"case when {comparison.unknown} then null "
        + " ".join(f"when {level} then {n}" for n, level in enumerate(comparison.levels[:-1]))
        + f" else {len(comparison.levels) - 1} end as {comparison.name}"
        for comparison in some
    )
    return (
        f"with seen as ({seen}), pairs as (select {both} from seen "  # noqa: S608
        "join records l on l.unique_id = a join records r on r.unique_id = b) "
        f"select {levels} from pairs"
    )
