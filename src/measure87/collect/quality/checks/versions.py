"""Which versions of the form are still in use?"""

import numpy as np
import polars as pl

from measure87.collect.quality.checking import Check, Found, Look
from measure87.collect.quality.times import instants
from measure87.vocabulary.releases.evening import EveningFinding, EveningVersion

NAME = "versions"
_GRACE_HOURS = 24


def run(look: Look, _: float) -> Found:
    """Interviews begun with another version a day after the fielded one was first used."""
    main = look.data.main
    if "_form_version" not in main.columns:
        return Found(not_made="no-version")
    version = main["_form_version"].cast(pl.String)
    counted = version.drop_nulls().value_counts().sort("_form_version").iter_rows()
    rows = tuple(EveningVersion(version=name, interviews=n) for name, n in counted)
    current = (version == look.data.form.version).fill_null(False).to_numpy()
    begun = instants(look.data)
    if begun is None or not current.any():
        late = ~current & bool(current.any())
    else:
        start = begun.start
        first = (
            np.nanmin(np.where(current, start, np.nan))
            if np.isfinite(start[current]).any()
            else np.inf
        )
        late = ~current & (start > first + _GRACE_HOURS * 3600.0)
    places = np.flatnonzero(late)
    found = [EveningFinding(check=NAME, says="old", count=places.size)] if places.size else []
    if rows and not current.any():
        found.append(EveningFinding(check=NAME, says="none_current", count=main.height))
    return Found(findings=found, calls=look.calls(places, NAME, "old"), versions=rows)


CHECK = Check(
    name=NAME,
    finds="interviews by version of the form; those with another than the fielded one",
    threshold="begun 24 hours after the fielded version was first used (ours)",
    source="the form itself",
    sort="fact",
    run=run,
)
