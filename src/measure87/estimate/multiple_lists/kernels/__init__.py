"""Compiled loops and arrays of the list methods: they know numbers, and no lists."""
