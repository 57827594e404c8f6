"""Holds the JSON files of a release against the published schemas, by two validators of others."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from measure87.study.release_schemas import schema_name, schema_path

NODE_TESTS = Path(__file__).parent / "node"

type Case = tuple[str, Any]
"""The name of a schema, and a document."""


def documents(folder: Path, kind: str) -> dict[str, Case]:
    """Every JSON file of a release by its path, with its schema; one that has none is an error."""
    found = {}
    for path in sorted(folder.rglob("*.json")):
        file = path.relative_to(folder).as_posix()
        name = schema_name(file, kind)
        assert name is not None, f"{file} has no schema"
        found[file] = (name, json.loads(path.read_text("utf-8")))
    assert {"estimates.json", "manifest.json"} <= found.keys()
    return found


@cache
def validator(name: str) -> Draft202012Validator:
    """jsonschema's, of one schema."""
    return Draft202012Validator(json.loads(schema_path(name).read_text("utf-8")))


def faults_in_python(cases: Iterable[Case]) -> list[str]:
    """What jsonschema finds wrong in each; "" where all is right."""
    found = (next(validator(name).iter_errors(document), None) for name, document in cases)
    return ["" if one is None else f"{one.json_path} {one.message[:200]}" for one in found]


def faults_in_node(cases: Sequence[Case]) -> list[str]:
    """What ajv finds wrong in each; "" where all is right. Left out where it is not installed."""
    if shutil.which("node") is None:
        pytest.skip("ajv needs Node: sudo apt-get install -y nodejs npm; then make node")
    if not (NODE_TESTS / "node_modules" / "ajv").is_dir():
        pytest.skip("ajv is not installed: make node")
    lines = [
        json.dumps({"schema": str(schema_path(name)), "document": document})
        for name, document in cases
    ]
    done = subprocess.run(
        ["node", NODE_TESTS / "validate.mjs"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(cases)
    return found


def assert_all_hold(folder: Path, kind: str) -> None:
    """Every JSON file of a release is as its schema says, by both validators."""
    found = documents(folder, kind)
    for faults in (faults_in_python(found.values()), faults_in_node([*found.values()])):
        assert dict(zip(found, faults, strict=True)) == dict.fromkeys(found, "")
