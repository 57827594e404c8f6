"""Pages of OData tables: filters, counts, tokens, and the ETag that misses files and comments."""

import hashlib
from urllib.parse import quote, quote_plus

from tests.standin import odata
from tests.standin.answers import Answer, json_answer
from tests.standin.kept import ProblemError, not_found
from tests.standin.system import status_of, system_of

HOST = "https://central.example"
KIND = "application/json; charset=utf-8; odata.metadata=minimal"


def service_document(form):
    paths = [".".join(map(odata.sanitised, one.path)) for one in form.now.xform.repeats()]
    names = ["Submissions", *(f"Submissions.{path}" for path in paths)]
    return json_answer(
        {
            "@odata.context": f"{_root(form)}/$metadata",
            "value": [{"name": n, "kind": "EntitySet", "url": n} for n in names],
        }
    )


def _root(form):
    return f"{HOST}/v1/projects/1/forms/{quote(form.id)}.svc"


def table_answer(central, form, table, query, environ, only=None):
    path = _path(form, table)
    _refuse_unsupported(query)
    rows, count = _rows(central, form, path, query, only)
    if "$orderby" in query:
        rows = _ordered(rows, query["$orderby"])
    wanted = [one.strip() for one in query.get("$select", "").split(",") if one.strip()]
    top = int(query["$top"]) if "$top" in query else None
    skip = int(query.get("$skip", 0))
    start, lost = skip, False
    if "$skiptoken" in query:
        start, lost = _start(central, form, rows, query["$skiptoken"], path)
    page = [] if lost else rows[start : None if top is None else start + top]
    page = [one.row() if isinstance(one, Later) else one for one in page]
    said = {
        "value": [_selected(row, wanted) for row in page],
        "@odata.context": f"{_root(form)}/$metadata#{table}",
    }
    more = top and not lost and (start + top < len(rows) or start > len(rows))
    more = more or (top is None and skip > 0)
    if more and only is None:
        said["@odata.nextLink"] = _next(form, table, query, page, path)
    if query.get("$count", "").lower() == "true":
        said["@odata.count"] = count
    answer = json_answer(said)
    if only is None and top != 0:
        tag = _tag(form, page, path)
        answer = Answer(200, answer.body, headers=[("ETag", tag)])
    return answer


def _path(form, table):
    if table == "Submissions":
        return ()
    for one in form.now.xform.repeats():
        if table == "Submissions." + ".".join(map(odata.sanitised, one.path)):
            return one.path
    raise not_found()


def _refuse_unsupported(query):
    expand = query.get("$expand")
    if expand not in (None, "*"):
        said = f'"{expand}". Currently, only "$expand=*" is supported.'
        raise ProblemError(
            501.6,
            f"The given OData expand expression is not supported by this server: {said}",
            text=expand,
        )
    if expand and query.get("$select"):
        raise ProblemError(
            501.11, "This server doesn't support $select query parameter with $expand."
        )
    if "$orderby" in query and "$skiptoken" in query:
        what = "using $orderby and $skiptoken together"
        raise ProblemError(
            501.1, f"The requested feature {what} is not supported by this server.", feature=what
        )
    if "$skiptoken" in query and odata.read_token(query["$skiptoken"]) is None:
        raise ProblemError(400.35, "Invalid $skiptoken")


def _rows(central, form, path, query, only):
    try:
        test = odata.Filter(query["$filter"], root=bool(path)) if "$filter" in query else None
    except odata.FilterError as error:
        problem = ProblemError(float(error.body["code"]), str(error))
        problem.body = error.body
        raise problem from None
    found = []
    for one in [only] if only else central.in_order(form):
        system = system_of(central, form, one)
        if one.deleted_at and (test is None or "deletedAt" not in test.names):
            continue
        if test is None or test.test(system):
            found.append((one, system))
    rows = [row for one, system in found for row in _of(form, one, system, path, query)]
    return rows, len(rows)


class Later:
    """A row of the main table that is made when somebody reads it."""

    def __init__(self, form, one, system, query):
        self.form, self.one, self.system, self.query = form, one, system, query

    def __getitem__(self, name):
        return {"__id": self.one.id, "__system": self.system}[name]

    def row(self):
        one, end = self.one, {"__id": self.one.id, "__system": self.system}
        wanted = self.query.get("$select")
        if status_of(one) or (wanted and set(wanted.split(",")) <= {"__id", "__system"}):
            return end
        expand, wkt = self.query.get("$expand") == "*", self.query.get("$wkt") == "true"
        reader = odata.Rows(self.form.now.xform, one.id, wkt)
        key = (len(self.form.versions), expand, wkt)
        if key not in one.now.made:
            row, links = reader.main(one.now.node, expand), reader.links(one.now.node)
            plain = {k: v for k, v in row.items() if not isinstance(v, list)}
            one.now.made[key] = plain, links | {k: v for k, v in row.items() if k not in plain}
        first, last = one.now.made[key]
        return first | end | last


def _of(form, one, system, path, query):
    if not path:
        return [Later(form, one, system, query)]
    reader = odata.Rows(form.now.xform, one.id, query.get("$wkt") == "true")
    return [] if status_of(one) else reader.table(one.now.node, path)


def _ordered(rows, said):
    field, _, way = said.partition(" ")
    name = field.removeprefix("__system/")
    if name == field:
        raise ProblemError(
            501.5,
            "The given OData filter expression references fields not supported by "
            f"this server: {field}",
            text=field,
        )
    return sorted(rows, key=lambda row: row["__system"][name] or "", reverse=way == "desc")


def _selected(row, wanted):
    if not wanted:
        return row
    found = {}
    for one in wanted:
        first, _, rest = one.partition("/")
        if first not in row:
            raise ProblemError(400.23, f"Could not find a property named '{first}'", property=first)
        if rest:
            found.setdefault(first, {})[rest] = row[first][rest]
        else:
            found[first] = row[first]
    return found


def _start(central, form, rows, token, path):
    """Where the page begins; a deleted row still marks its place, an unknown one marks none."""
    said = odata.read_token(token)
    wanted = said.get("repeatId" if path else "instanceId")
    if not path and wanted in form.submissions:
        order = [one.id for one in central.in_order(form)]
        after = set(order[order.index(wanted) + 1 :])
        return next((i for i, row in enumerate(rows) if row["__id"] in after), len(rows)), False
    at = next((i for i, row in enumerate(rows) if row["__id"] == wanted), None)
    return (0, True) if at is None else (at + 1, False)


def _next(form, table, query, page, path):
    last = page[-1]["__id"] if page else None
    kept = "&".join(
        f"{quote('$')}{key[1:]}={quote_plus(value, safe='*')}"
        for key, value in query.items()
        if key.startswith("$") and key not in ("$skip", "$skiptoken")
    )
    token = odata.token_of({"repeatId" if path else "instanceId": last})
    said = "&".join([one for one in (kept,) if one] + [f"%24skiptoken={quote(token, safe='')}"])
    return f"{_root(form)}/{table}?{said}"


def _tag(form, page, path):
    """Of the events among the rows: neither files nor comments are events."""
    said = repr([(row.get("__id"), (row.get("__system") or {}).get("updatedAt")) for row in page])
    return f'W/"eventhash:{hashlib.md5((said + str(form.events)).encode()).hexdigest()}"'  # noqa: S324
