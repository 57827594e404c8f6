"""From raw lists, or their keyed hashes, to persons by lists; who is who never leaves."""

from measure87.collect.linkage.firewall import refuse_out
from measure87.collect.linkage.hashed_lists import hash_lists, hashed_records
from measure87.collect.linkage.keyed_encoding import make_key, read_key
from measure87.collect.linkage.link_file import parse_link_settings, read_link_settings
from measure87.collect.linkage.link_settings import AgeBands, LinkSettings, RawList
from measure87.collect.linkage.linking import LinkedLists, link_lists, link_records
from measure87.collect.linkage.named_strata import named_strata
from measure87.collect.linkage.record_forms import ListRecords, read_records, record_forms

__all__ = [
    "AgeBands",
    "LinkSettings",
    "LinkedLists",
    "ListRecords",
    "RawList",
    "hash_lists",
    "hashed_records",
    "link_lists",
    "link_records",
    "make_key",
    "named_strata",
    "parse_link_settings",
    "read_key",
    "read_link_settings",
    "read_records",
    "record_forms",
    "refuse_out",
]
