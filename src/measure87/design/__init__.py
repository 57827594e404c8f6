"""Planning a survey of the rare: how many persons, where, drawn how, and what it will tell."""
