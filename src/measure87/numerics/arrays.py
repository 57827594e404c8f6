"""Names of the arrays that are passed about, by what they hold."""

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]
type Int32Array = npt.NDArray[np.int32]
type Int16Array = npt.NDArray[np.int16]
type Int8Array = npt.NDArray[np.int8]
type BoolArray = npt.NDArray[np.bool_]

__all__ = ["BoolArray", "FloatArray", "Int8Array", "Int16Array", "Int32Array", "IntArray"]
