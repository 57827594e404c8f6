"""Child labour in MICS5 and the first MICS6 surveys: long hours, chores too, or hazards."""
