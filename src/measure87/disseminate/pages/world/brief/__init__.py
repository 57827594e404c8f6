"""The brief of a world estimate, made of its written folder alone."""
