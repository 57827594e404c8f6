"""Rows, filters and pages of OData, as the recorded server gives them."""

import base64
import hashlib
import json
import re
from urllib.parse import quote

_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


def sanitised(name):
    begun = f"_{name}" if re.match(r"[^a-zA-Z_]", name) else name
    return re.sub(r"[^a-zA-Z0-9_]+", "_", begun)


def number(text, whole):
    """As JavaScript reads a number: what begins like one; else null."""
    found = _NUMBER.match(text)
    if not found:
        return None
    value = float(found[0])
    return int(value) if whole or value == int(value) else value


def position(text, wkt):
    parts = text.split()
    try:
        lat, lon, *rest = [number(one, whole=False) for one in parts]
    except ValueError:
        return None
    if lat is None or lon is None:
        return None
    if wkt:
        return f"POINT ({' '.join(str(one) for one in (lon, lat, *rest[:1]))})"
    point = {"type": "Point", "coordinates": [lon, lat, *rest[:1]]}
    return point | ({"properties": {"accuracy": rest[1]}} if len(rest) > 1 else {})


def value_of(field, text, wkt=False):
    if not text:
        return None
    if field.type in ("int", "decimal"):
        return number(text, field.type == "int")
    if field.type == "geopoint":
        return position(text, wkt)
    return text


def member_id(root, path, places):
    """A function of submission and position, as at the server; another function than theirs."""
    return hashlib.sha1(f"{root} {'.'.join(path)} {places}".encode()).hexdigest()  # noqa: S324


class Rows:
    """Rows of one submission by the fields of one form version."""

    def __init__(self, xform, root_id, wkt=False):
        self.xform, self.root, self.wkt = xform, root_id, wkt

    def main(self, node, expand=False):
        return self._row(node, (), (), f"Submissions('{quote(self.root, safe='')}')", expand)

    def table(self, node, path):
        """Rows of a repeat's table, each with the id of what is above it."""
        steps = [one.path for one in self.xform.repeats() if path[: len(one.path)] == one.path]
        found = [(node, (), f"Submissions('{quote(self.root, safe='')}')", self.root)]
        above = ()
        for step in steps:
            found = [
                (member, (*places, at), f"{url}/{sanitised(step[-1])}('{id_}')", id_, parent)
                for node_, places, url, parent in found
                for at, member in enumerate(_at(node_, step[len(above) :]))
                for id_ in [member_id(self.root, step, (*places, at))]
            ]
            if step == path:
                key = "__" + "-".join(["Submissions", *map(sanitised, _repeat_names(steps[:-1]))])
                return [
                    self._row(m, step, p, url, False) | {"__id": id_, f"{key}-id": parent}
                    | self._links(m, step, url)
                    for m, p, url, id_, parent in found
                ]  # fmt: skip
            found = [(m, p, url, id_) for m, p, url, id_, _ in found]
            above = step
        return []

    def _row(self, node, path, places, url, expand):
        row = {}
        for one in self.xform.below(path):
            name = sanitised(one.name)
            inside = node.first(one.name) if node else None
            if one.type == "structure":
                row[name] = self._row(inside, one.path, places, url, expand)
            elif one.type == "repeat":
                members = node.all(one.name) if node else []
                if expand and members:
                    row[name] = [self._member(m, one.path, (*places, i), url)
                                 for i, m in enumerate(members)]  # fmt: skip
            else:
                text = inside.text if inside and not inside.children else ""
                row[name] = value_of(one, text, self.wkt)
        return row

    def _member(self, node, path, places, url):
        id_ = member_id(self.root, path, places)
        url = f"{url}/{sanitised(path[-1])}('{id_}')"
        row = self._row(node, path, places, url, True)
        plain = {k: v for k, v in row.items() if not isinstance(v, list)}
        nested = {k: v for k, v in row.items() if isinstance(v, list)}
        return plain | {"__id": id_} | self._links(node, path, url) | nested

    def _links(self, node, path, url):
        return {
            f"{sanitised(one.name)}@odata.navigationLink": f"{url}/{sanitised(one.name)}"
            for one in self.xform.below(path)
            if one.type == "repeat" and node and node.all(one.name)
        }

    def links(self, node):
        return self._links(node, (), f"Submissions('{quote(self.root, safe='')}')")


def _repeat_names(paths):
    return [one[-1] for one in paths]


def _at(node, steps):
    *groups, last = steps
    here = node.first(*groups) if groups else node
    return here.all(last) if here else []


class FilterError(Exception):
    """A filter that the server does not take: status, code and message."""

    def __init__(self, status, code, message, **details):
        super().__init__(message)
        self.status, self.body = status, {"message": message, "code": code, "details": details}


_WORD = re.compile(r"\s*(?:(\()|(\))|(,)|('(?:[^']|'')*')|([^\s(),]+))")
_FIELDS = ("submissionDate", "updatedAt", "deletedAt", "submitterId", "reviewState")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$")


class Filter:
    """A condition on `__system`, parsed by descent."""

    def __init__(self, text, root=False):
        self.text, self.root, self.at = text, root, 0
        self.names = set()
        self.test = self._or()
        if self._peek():
            raise self._bad()

    def _bad(self):
        reason = f"Unexpected character at {self.at}"
        return FilterError(400, 400.18, "The OData filter expression you provided could not be "
                           f"parsed: {reason}", reason=reason)  # fmt: skip

    def _peek(self):
        found = _WORD.match(self.text, self.at)
        return found[0].strip() if found else ""

    def _take(self):
        found = _WORD.match(self.text, self.at)
        if not found:
            raise self._bad()
        self.at = found.end()
        return found[0].strip()

    def _or(self):
        tests = [self._and()]
        while self._peek() == "or":
            self._take()
            tests.append(self._and())
        return lambda system: any(one(system) for one in tests)

    def _and(self):
        tests = [self._one()]
        while self._peek() == "and":
            self._take()
            tests.append(self._one())
        return lambda system: all(one(system) for one in tests)

    def _one(self):
        if self._peek() == "not":
            self._take()
            test = self._one()
            return lambda system: not test(system)
        if self._peek() == "(":
            self._take()
            test = self._or()
            self._take()
            return test
        left = self._operand()
        at = self.at
        operator = self._take()
        if operator not in ("gt", "ge", "lt", "le", "eq", "ne"):
            self.at = at
            raise self._bad()
        right = self._operand()
        return lambda system: _compared(operator, left(system), right(system))

    def _operand(self):
        at = self.at + len(self.text[self.at :]) - len(self.text[self.at :].lstrip())
        word = self._take()
        prefix = "$root/Submissions/__system/" if self.root else "__system/"
        name = word.removeprefix(prefix)
        if word.startswith(prefix) and name in _FIELDS:
            self.names.add(name)
            return lambda system: system[name]
        if word == "year" and self._peek() == "(":
            self._take()
            inner = self._operand()
            self._take()
            return lambda system: int(inner(system)[:4]) if inner(system) else None
        if word == "null":
            return lambda system: None
        if word.startswith("'"):
            return lambda system: word[1:-1].replace("''", "'")
        if _DATE.match(word):
            return lambda system: _moment(word)
        if word.lstrip("-").isdecimal():
            return lambda system: int(word)
        raise FilterError(
            501, 501.5, "The given OData filter expression references fields not supported by this "
            f"server: {word} at {at}", at=at, text=word,
        )  # fmt: skip


def _moment(text):
    from datetime import UTC, datetime

    when = datetime.fromisoformat(text)
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


def _compared(operator, left, right):
    if operator in ("eq", "ne"):
        same = left == right or (None not in (left, right) and str(left) == str(right))
        return same == (operator == "eq")
    if left is None or right is None:
        return False
    if type(left) is not type(right):
        left, right = str(left), str(right)
    return {"gt": left > right, "ge": left >= right, "lt": left < right, "le": left <= right}[
        operator
    ]


def token_of(content):
    said = json.dumps(content, separators=(",", ":")).encode()
    return "01" + base64.b64encode(said).decode()


def read_token(token):
    try:
        return json.loads(base64.b64decode(token[2:])) if token.startswith("01") else None
    except ValueError:
        return None
