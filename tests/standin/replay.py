"""Answers every recorded request as it was answered, in the order of the recording."""

from collections import defaultdict

from tests.standin.recordings import Exchange, recordings

_HOP = {"transfer-encoding", "content-length", "connection", "keep-alive"}


class Replay:
    """A WSGI application; the last answer to a request stands for those that come after."""

    def __init__(self, exchanges: tuple[Exchange, ...] | None = None) -> None:
        self._left: dict[tuple[str, str], list[Exchange]] = defaultdict(list)
        for one in exchanges or recordings():
            self._left[one.method, one.target].append(one)
        self.given: list[Exchange] = []

    def __call__(self, environ, start_response):
        target = environ["REQUEST_URI"]
        left = self._left.get((environ["REQUEST_METHOD"], target))
        if not left:
            start_response("404 not recorded", [("Content-Length", "0")])
            return [b""]
        one = left.pop(0) if len(left) > 1 else left[0]
        self.given.append(one)
        headers = [(k, v) for k, v in one.answer_headers if k.lower() not in _HOP]
        start_response(
            f"{one.status or 502} recorded", [*headers, ("Content-Length", str(len(one.answer)))]
        )
        return [one.answer]
