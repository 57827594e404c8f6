"""The words that all rooms share: tables, statuses, citations, estimates, errors."""
