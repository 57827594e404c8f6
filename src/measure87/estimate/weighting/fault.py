"""That a step of a recipe cannot be done with the weights that it was given."""

from measure87.vocabulary.errors import RefusedError


class RecipeFault(RefusedError):  # noqa: N818 - a fault of one run, told and counted
    """A step that cannot be done: a class in which nobody answered, margins that are not met.

    Of the weights of the whole sample it refuses them; of a replicate it is told and counted with
    the replicate. `where` names the step.
    """
