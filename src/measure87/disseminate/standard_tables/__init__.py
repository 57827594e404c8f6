"""Standard tables: specifications as data, filled from released figures, and their pages."""

from measure87.disseminate.standard_tables.specification import (
    Need,
    TableSet,
    table_set,
    table_set_names,
)

__all__ = ["Need", "TableSet", "table_set", "table_set_names"]
