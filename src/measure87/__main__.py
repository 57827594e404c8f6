"""Lets `python -m measure87` do what `measure87` does."""

from measure87.cli import main

main()
