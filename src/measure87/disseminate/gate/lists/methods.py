"""What a method may tell of itself: a closed list, for most of it would give counts back.

Deviances, p-values to the last digit, coefficients and frequencies of capture are functions of
the capture table, against which a guess of its cells could be tried. They stay behind.
"""

from collections.abc import Callable, Mapping
from typing import Any

from measure87.disseminate.gate.lists.rounding import Rounding

_AS_IT_IS = frozenset(
    {"terms", "form", "model", "kind", "order", "threshold", "columns", "folds", "tables",
     "prior_variance", "delta", "graphs", "iterations", "strata"}
)  # fmt: skip
_TWO_DIGITS = frozenset(
    {"effective_draws", "effective_draws_tails", "share_of_variance_between_tables",
     "top_graphs", "share_above_bound", "share_elsewhere"}
)  # fmt: skip
_THREE_DECIMALS = frozenset({"r_hat"})
_SIZES = frozenset({"within_10", "chain_medians", "lowest_value", "highest_value"})
_KEYS_OF_SIZES = frozenset({"size", "value", "lower", "upper"})


def safe_method(said: Mapping[str, Any], rounding: Rounding) -> dict[str, Any]:
    """What one method says of itself, as it may be released."""
    found: dict[str, Any] = {}
    for key, value in said.items():
        if key in _AS_IT_IS:
            found[key] = value
        elif key in _TWO_DIGITS:
            found[key] = rounding.plain(value)
        elif key in _THREE_DECIMALS:
            found[key] = round(float(value), 3)
        elif key in _SIZES:
            found[key] = _sizes(value, rounding)
        elif key in _OWN:
            found[key] = _OWN[key](value, rounding)
    return found


def _sizes(value: Any, rounding: Rounding) -> Any:
    if isinstance(value, list | tuple):
        return [rounding.persons(float(item)) for item in value]
    return rounding.persons(float(value))


def sized_entry(entry: Mapping[str, Any], rounding: Rounding) -> dict[str, Any]:
    """An entry whose sizes are rounded, and whose other fractions have two digits."""
    return {
        key: rounding.persons(float(value)) if key in _KEYS_OF_SIZES else rounding.plain(value)
        for key, value in entry.items()
    }


def _models(models: Any, rounding: Rounding) -> list[dict[str, Any]]:
    """Interactions, size, and how often samples chose the model."""
    told = ("interactions", "size", "share_of_samples")
    return [sized_entry({key: model[key] for key in told}, rounding) for model in models]


def _entries(entries: Any, rounding: Rounding) -> list[dict[str, Any]]:
    return [sized_entry(entry, rounding) for entry in entries]


def _withheld(about: Any, rounding: Rounding) -> dict[str, Any]:
    """Figures with all withheld cells at their lowest and at their highest."""
    ends = ("all_lowest", "all_highest")
    found: dict[str, Any] = {key: about[key] for key in ("cells", "imputations")}
    for end in ends:
        if "value" in about.get(end, {}):
            found[end] = {"value": rounding.persons(float(about[end]["value"]))}
    return found


def _long_stays(stays: Any, rounding: Rounding) -> list[dict[str, Any]]:
    """Sizes rounded; iterations count no persons."""
    return [{**stay, "size": rounding.persons(float(stay["size"]))} for stay in stays]


def _density(curve: Any, rounding: Rounding) -> dict[str, Any]:
    """Points and heights to three digits: the shape, not the posterior."""
    return {key: [rounding.digits(float(x), 3) for x in values] for key, values in curve.items()}


def _plain(about: Any, rounding: Rounding) -> Any:
    return rounding.plain(about)


def _coverage(value: Any, rounding: Rounding) -> float:
    return rounding.digits(float(value))


_OWN: Mapping[str, Callable[[Any, Rounding], Any]] = {
    "models": _models,
    "modes": _entries,
    "long_stays": _long_stays,
    "priors": _entries,
    "suppressed": _withheld,
    "density": _density,
    "monte_carlo": _plain,
    "coverage": _coverage,
}
