"""The disclosure gate and everything that is published behind it."""

from measure87.disseminate.counts import NOT_SHOWN, safe_count, safe_counts
from measure87.disseminate.disclosure import DisclosureRules, release

__all__ = ["NOT_SHOWN", "DisclosureRules", "release", "safe_count", "safe_counts"]
