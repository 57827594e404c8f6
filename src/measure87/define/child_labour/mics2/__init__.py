"""Working children in MICS2: any work, or household chores of four hours a day, at 5-14."""
