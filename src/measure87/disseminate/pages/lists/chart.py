"""What the specification of a plot is made of."""

from collections.abc import Mapping, Sequence

type Chart = bool | int | float | str | Sequence[Chart] | Mapping[str, Chart] | None
"""Any part of a specification in Vega-Lite."""
