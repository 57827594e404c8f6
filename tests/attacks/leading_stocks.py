"""Attack: whether the stock leads its flow tells of how many cases the days are known.

It leads where four of five told them. Where one or two did not, which is kept back, and the cases
are few, the rule tells one from two; and of one or two cases, which are kept back, that only a part
told theirs says that they are two.
"""

from tests.attacks.reading import Release

KNOWN = 0.8
"""Part of the cases whose days must be known for the stock to lead."""
KEPT_BACK = (1, 2)
STOCK = "_stock"
LEADS, DOES_NOT = "first", "days-unknown"


def told(release: Release, measure: str) -> set[tuple[int, int]]:
    """Numbers of cases, and of those of them who did not tell their days, that can be.

    Of numbers that are kept back; none where it is not said whether the stock leads.
    """
    flow = release.shares[measure, frozenset()]
    names = [one.name for one in release.figures if not one.group]
    said = release.said["diagnostics"]["measures"][measure].get("stock")
    if said not in (LEADS, DOES_NOT):
        return set()
    return {
        (cases, untold)
        for cases in (KEPT_BACK if flow.n_cases is None else (flow.n_cases,))
        for untold in (range(cases + 1) if flow.n_cases is None else KEPT_BACK)
        if (cases - untold >= KNOWN * cases) is (said == LEADS)
        and (untold < cases) is (measure + STOCK in names)
    }


def leads(release: Release, measure: str) -> bool:
    """Whether the stock stands before its flow."""
    names = [one.name for one in release.figures if not one.group]
    return measure + STOCK in names and names.index(measure + STOCK) < names.index(measure)


def only(found: set[tuple[int, int]]) -> tuple[int, int] | None:
    """The two numbers, where no others can be."""
    return min(found) if len(found) == 1 else None
