"""The brief of a study of overlapping lists, made of the released JSON alone."""
