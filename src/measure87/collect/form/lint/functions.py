"""Functions of expressions and how many arguments each takes.

The ODK XForms specification's, as JavaRosa 5.1 and xforms-engine 0.22 have them; least and most
arguments, None where there is no most.
"""

from collections.abc import Mapping

MANY = None
FUNCTIONS: Mapping[str, tuple[int, int | None]] = {
    **dict.fromkeys(("true", "false", "today", "now", "pi", "random", "current", "last"), (0, 0)),
    **dict.fromkeys(
        (
            "not", "boolean", "boolean-from-string", "number", "int", "abs", "sqrt", "exp", "exp10",
            "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "ceiling", "floor",
            "count",
            "count-non-empty", "sum", "date", "date-time", "decimal-date-time", "decimal-time",
            "count-selected", "once", "instance", "area", "enclosed-area", "property", "jr:itext",
            "base64-decode", "base64-encode",
        ),
        (1, 1),
    ),
    **dict.fromkeys(
        (
            "selected", "is-selected", "selected-at", "pow", "atan2", "contains", "starts-with",
            "ends-with", "substring-before", "substring-after", "regex", "format-date",
            "format-date-time", "jr:choice-name", "coalesce", "geofence", "intersects",
        ),
        (2, 2),
    ),
    **dict.fromkeys(("string", "string-length", "normalize-space", "position", "name", "local-name",
                     "namespace-uri", "uuid"), (0, 1)),
    **dict.fromkeys(("max", "min", "concat", "distance", "join"), (1, MANY)),
    **dict.fromkeys(("checklist", "weighted-checklist"), (3, MANY)),
    "round": (1, 2),
    "randomize": (1, 2),
    "substr": (2, 3),
    "substring": (2, 3),
    "translate": (3, 3),
    "if": (3, 3),
    "digest": (2, 3),
    "depend": (1, MANY),
    "indexed-repeat": (3, 7),
    "pulldata": (4, MANY),
    "extract-signed": (2, 2),
    "lang": (1, 1),
    "id": (1, 1),
    "instance-id": (0, 0),
    "version": (0, 0),
}  # fmt: skip

AGGREGATES = frozenset((
    "sum", "count", "count-non-empty", "min", "max", "join", "concat", "indexed-repeat",
    "randomize",
    "enclosed-area", "area", "distance", "position", "checklist", "weighted-checklist",
))  # fmt: skip
"""Functions that take the answers of all members of a repeat."""
EXTERNAL = frozenset(("pulldata", "search", "instance"))
