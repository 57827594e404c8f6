"""How fast a share falls, how fast it would have to, and what lies ahead."""
