"""What type checkers and editors see of the lazy names."""

from measure87.library.classifying import classify as classify
from measure87.library.listing import lists as lists
from measure87.library.planning import plan as plan
from measure87.library.reading import read as read
from measure87.library.studies import run as run
from measure87.library.survey import Survey as Survey
from measure87.library.worlds import world as world

__version__: str
__all__ = ["Survey", "__version__", "classify", "lists", "plan", "read", "run", "world"]
