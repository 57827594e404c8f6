"""Random linked tables with planted small cells; shares no code with the package's gate."""

from measure87.vocabulary.estimate import Estimate, Result


def figure(name, n, cases, unknown=None, **group):
    """A proportion whose unknowns, if any, are left out of its respondents."""
    bounds = {}
    if unknown:
        bounds = {
            "value_if_no": cases / (n + unknown),
            "value_if_yes": (cases + unknown) / (n + unknown),
        }
    return Estimate(
        name,
        "proportion",
        "taylor",
        group=group,
        definition="child_labour/x",
        value=cases / n,
        n=n,
        n_cases=cases,
        n_unknown=unknown,
        **bounds,
    )


def table_set(rng):
    """One crossed table with margins, of two nested measures; one to three cells are small."""
    rows, columns = int(rng.integers(2, 4)), int(rng.integers(2, 4))
    n = rng.integers(80, 300, (rows, columns))
    wide = rng.integers(8, 40, (rows, columns))
    for _ in range(int(rng.integers(1, 4))):
        wide[rng.integers(rows), rng.integers(columns)] = rng.integers(1, 3)
    narrow = rng.binomial(wide, rng.choice([0.5, 0.9]))
    found = []
    for name, cases in (("narrow", narrow), ("wide", wide)):
        found.append(figure(name, int(n.sum()), int(cases.sum())))
        found += [
            figure(name, int(n[i].sum()), int(cases[i].sum()), a=f"a{i}") for i in range(rows)
        ]
        found += [
            figure(name, int(n[:, j].sum()), int(cases[:, j].sum()), b=f"b{j}")
            for j in range(columns)
        ]
        found += [
            figure(name, int(n[i, j]), int(cases[i, j]), a=f"a{i}", b=f"b{j}")
            for i in range(rows)
            for j in range(columns)
        ]
    return Result("run", tuple(found))
