"""The engine that applies a definition's rules to persons."""
