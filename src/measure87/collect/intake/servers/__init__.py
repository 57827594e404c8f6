"""Interviews from other servers than ODK Central, and from files: each a `Source`."""
