"""The door for Python users: what `import measure87 as m` offers, one module a name."""
