"""Drawing a sample from a frame, with the chances of units and pairs, so that it can be redone."""
