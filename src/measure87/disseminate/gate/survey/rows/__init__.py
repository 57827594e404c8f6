"""The rows of few cases: who could be the cases of a group, by all that its row tells."""
