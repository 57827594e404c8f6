"""Child labour in MICS4: any work at 5-11, 14 hours at 12-14, water and firewood among it."""
