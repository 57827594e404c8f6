"""Arrays have one name each, in one module."""

import ast
from pathlib import Path

import numpy as np
import numpy.typing as npt

from measure87.numerics import arrays

ROOT = Path(arrays.__file__).parents[1]
NAMED = {"float64", "int64", "int32", "int16", "int8", "bool_"}


def test_each_kind_of_number_has_one_name():
    kinds = [str(getattr(arrays, name).__value__) for name in arrays.__all__]
    assert sorted(kinds) == sorted(str(npt.NDArray[getattr(np, kind)]) for kind in NAMED)


def test_an_array_of_a_named_kind_is_written_by_its_name():
    written_out = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ROOT.rglob("*.py")
        if path != Path(arrays.__file__)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value).endswith("NDArray")
        and ast.unparse(node.slice).removeprefix("np.") in NAMED
    ]
    assert written_out == []
