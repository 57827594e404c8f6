"""Child labour in MICS3: work from 1 or 14 hours, household chores from 28, at 5-14."""
