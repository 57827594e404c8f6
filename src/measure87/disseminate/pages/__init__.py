"""Pages for people: one folder a kind of study, which do not know each other, and their kit."""
