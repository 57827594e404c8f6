"""From files to the standard tables, and what they cannot support."""
