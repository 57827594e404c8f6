"""A table that lies in many parts: a folder of Parquet, a glob, or an object store."""

from measure87.files.parts.local import PARQUET_SUFFIX
from measure87.files.parts.objects import is_address
from measure87.files.parts.reading import (
    digest_of_parts,
    in_parts,
    locations_of,
    name_of_parts,
    read_parts,
    require_same_parts,
)

__all__ = [
    "PARQUET_SUFFIX",
    "digest_of_parts",
    "in_parts",
    "is_address",
    "locations_of",
    "name_of_parts",
    "read_parts",
    "require_same_parts",
]
