"""Files of a release: what they are, read into declared structures, and as JSON Schema."""
