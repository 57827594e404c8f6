"""What is not collected: the kind of study that `test_a_new_kind.py` puts into a copy."""

collect_ignore = ["new_kind"]
