"""The last full list that a recorded server gave is what the tables hold, in any set of recordings.

Another set is named by MEASURE87_RECORDINGS; nothing here knows a question of the first one.
"""

import json
from dataclasses import replace
from datetime import date

from measure87.collect.intake.identifying import looks_identifying
from tests.collect.intake.test_equal_to_the_server import broken
from tests.standin.continued import Main, continued
from tests.standin.recordings import recordings


def last_full_list(exchanges, main):
    lists = [
        at
        for at, one in enumerate(exchanges)
        if one.status == 200 and one.target == f"{main.path}.svc/Submissions"
    ]
    return lists[-1]


def leaves(row):
    """Answers of a row by the name of their question; groups are opened, repeats are not."""
    for name, value in row.items():
        if name.startswith("__") or "@" in name or name == "meta" or isinstance(value, list):
            continue
        if isinstance(value, dict) and "coordinates" not in value:
            yield from leaves(value)
        else:
            yield name, value


def same(ours, theirs):
    if isinstance(ours, date):
        return ours.isoformat() == theirs
    return ours == theirs or (ours is not None and str(ours) == str(theirs))


def test_the_last_full_list_of_a_recorded_server_is_in_the_tables(desk):
    exchanges = recordings()
    main = Main.of(exchanges)
    at = last_full_list(exchanges, main)
    for _ in continued(exchanges[: at + 1], desk.central):
        pass
    form = main.kept(desk.central)
    fields = [one for version in form.versions for one in version.xform.fields]
    asked = {
        one.name
        for one in fields
        if one.path[0] != "meta" and one.type not in ("structure", "repeat")
    }
    desk.settings = replace(
        desk.settings, form=main.id, project=main.project, identifiers=(),
        not_identifiers=tuple(sorted(name for name in asked if looks_identifying(name))),
    )  # fmt: skip
    desk.pull()
    theirs = {row["__id"]: dict(leaves(row)) for row in json.loads(exchanges[at].answer)["value"]}
    ours = {row["_id"]: row for row in desk.table().to_dicts() if not row["_deleted"]}
    assert ours.keys() == theirs.keys()
    compared, cut = 0, broken(form)
    for id_, row in ours.items():
        for name in theirs[id_].keys() & row.keys():
            lost = id_ in cut and row[name] is None
            assert lost or same(row[name], theirs[id_][name]), name
            compared += 1
    assert compared > 5 * len(ours)
    assert desk.pull().requests <= 3
