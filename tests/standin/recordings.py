"""Recorded exchanges with a real ODK Central, see the README beside this.

Another set, a folder of exchanges or a packed file, is named by MEASURE87_RECORDINGS.
"""

import base64
import json
import lzma
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PACKED = HERE / "recordings.jsonl.xz"


@dataclass(frozen=True)
class Exchange:
    """One request and what came back; status 0 where the line was refused."""

    id: str
    label: str
    at: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    status: int
    answer_headers: tuple[tuple[str, str], ...]
    answer: bytes


@cache
def recordings(place: Path | None = None) -> tuple[Exchange, ...]:
    """All exchanges in the order of time."""
    place = place or Path(os.environ.get("MEASURE87_RECORDINGS", PACKED))
    if place.is_dir():
        raw = [json.loads(one.read_text("utf-8")) for one in sorted(place.glob("**/*.json"))]
    else:
        raw = [json.loads(line) for line in lzma.decompress(place.read_bytes()).splitlines()]
    return tuple(_exchange(one) for one in raw)


def recorded(number: int) -> Exchange:
    """One exchange of the set, by its number."""
    return next(one for one in recordings() if one.id.endswith(f"-{number:03d}"))


def _exchange(raw: dict) -> Exchange:
    request, response = raw["request"], raw["response"] or {}
    return Exchange(
        raw["id"], raw["label"], raw["at"], request["method"], request["target"],
        tuple(map(tuple, request["headers"])), _body(request["body"]),
        response.get("status", 0), tuple(map(tuple, response.get("headers", ()))),
        _body(response.get("body")),
    )  # fmt: skip


def _body(said: dict | None) -> bytes:
    if said is None:
        return b""
    value = said["value"]
    return base64.b64decode(value) if said["encoding"] == "base64" else value.encode()
