"""Answers of the stand-in."""

import hashlib
import html
import json
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass
class Answer:
    """Status, body (bytes, or pieces without a length), type and headers."""

    status: int
    body: object
    kind: str = "application/json; charset=utf-8"
    headers: list = field(default_factory=list)

    @classmethod
    def of_file(cls, content):
        if not isinstance(content, bytes):
            return cls(200, content, "application/octet-stream", [("ETag", '"streamed"')])
        tag = hashlib.md5(content).hexdigest()  # noqa: S324
        return cls(200, content, "application/octet-stream", [("ETag", f'"{tag}"')])

    def given(self, environ, start_response):
        headers = [("Content-Type", self.kind), *self.headers]
        status = self.status
        tag = dict(headers).get("ETag")
        if tag and environ.get("HTTP_IF_NONE_MATCH") == tag and status == 200:
            start_response("304 Not Modified", [("ETag", tag), ("Content-Length", "0")])
            return []
        text = f"{status} {HTTPStatus(status).phrase}"
        if isinstance(self.body, bytes):
            start_response(text, [*headers, ("Content-Length", str(len(self.body)))])
            return [self.body]
        start_response(text, headers)
        return self.body()


def json_answer(content, headers=()):
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(200, body, headers=list(headers))


def problem_answer(problem):
    details = problem.body.get("details")
    if isinstance(details, dict) and [*details] == ["said"]:
        problem.body["details"] = details["said"]
    body = json.dumps(problem.body, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(problem.status, body)


def openrosa(status, nature, message):
    said = html.escape(message, quote=True).replace("&#x27;", "&#39;")
    text = (
        '\n  <OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">\n'
        f'    <message nature="{nature}">{said}</message>\n  </OpenRosaResponse>'
    )
    return Answer(status, text.encode(), "text/xml; charset=utf-8")
