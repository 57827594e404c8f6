"""Breaks the line between a client and a server, in the ways that lines break."""

import time
from dataclasses import dataclass, field


@dataclass
class Fault:
    """What happens to requests whose target has `where`: `times` of them after `after`."""

    where: str
    what: str
    times: int = 1
    after: int = 0
    value: object = None
    met: int = 0


@dataclass
class Faulty:
    """A WSGI application in front of another."""

    application: object
    faults: list[Fault] = field(default_factory=list)
    seen: list[dict] = field(default_factory=list)

    def __call__(self, environ, start_response):
        self.seen.append({k: v for k, v in environ.items() if isinstance(v, str)})
        for one in self.faults:
            if one.where in environ["REQUEST_URI"]:
                one.met += 1
                if one.after < one.met <= one.after + one.times:
                    return getattr(self, f"_{one.what}")(one, environ, start_response)
        return self.application(environ, start_response)

    def _status(self, one, environ, start_response):
        code, headers = one.value if isinstance(one.value, tuple) else (one.value, [])
        start_response(f"{code} broken", [*headers, ("Content-Length", "0")])
        return [b""]

    def _redirect(self, one, environ, start_response):
        start_response("302 Found", [("Location", one.value), ("Content-Length", "0")])
        return [b""]

    def _hang(self, one, environ, start_response):
        time.sleep(one.value)
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    def _half(self, one, environ, start_response):
        """Half the body, with a length that fits it: as a cut stream without a length ends."""
        body = self._body(environ, start_response)
        half = body[: len(body) // 2]
        start_response("200 OK", [("Content-Length", str(len(half)))])
        return [half]

    def _cut(self, one, environ, start_response):
        """Half the body of a promised whole one."""
        body = self._body(environ, start_response)
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body[: len(body) // 2]]

    def _call(self, one, environ, start_response):
        """Something happens on the server first."""
        one.value()
        return self.application(environ, start_response)

    def _body(self, environ, start_response):
        return b"".join(self.application(environ, lambda status, headers: None))

    def _replaced(self, one, environ, start_response):
        """The body, changed."""
        body = one.value(self._body(environ, start_response))
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]
