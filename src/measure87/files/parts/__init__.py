"""A table that lies in many parts: a folder of Parquet, a glob, or an object store."""

from measure87.files.parts.objects import is_address
from measure87.files.parts.reading import (
    digest_of_parts,
    in_parts,
    name_of_parts,
    read_parts,
    require_same_parts,
)

__all__ = [
    "digest_of_parts",
    "in_parts",
    "is_address",
    "name_of_parts",
    "read_parts",
    "require_same_parts",
]
