"""The disclosure gate for list studies: what of lists and overlaps may be released."""

from measure87.disseminate.gate.lists.gate import is_list_study, release_lists

__all__ = ["is_list_study", "release_lists"]
