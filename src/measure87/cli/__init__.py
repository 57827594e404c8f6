"""The command line: one module per room, the same names."""

from measure87.cli.program import main

__all__ = ["main"]
