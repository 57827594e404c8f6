"""Steps between definitions in every country: what makes one measure another, draw by draw.

With s the step of a country on the log-odds, the odds of the other definition are exp(s) times
those of definition 0. Where it counts more, s > 0, and its share is that of definition 0 and a
share of the rest,

    p(other) = p(0) + (1 - p(0)) q,    q = p(other) (1 - exp(-s)),

between 0 and 1 in every draw: nothing is sorted or clipped. A country with figures of the other
definition has the step that they and all others tell; of another country only the spread of
steps is known, which makes its interval wider.
"""

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.marginal import Steps
from measure87.combine.model.totals import ages_with_step
from measure87.numerics.arrays import FloatArray


def signed_steps(design: Design, steps: Steps | None, rng: np.random.Generator) -> FloatArray:
    """(countries, definitions + 1) one draw of all steps; that of definition 0 is 0.

    A definition without any figure that takes a step has none: nothing says how large it is.
    """
    if steps is None:
        return np.zeros((design.hierarchy.countries, design.definitions + 1))
    definitions = len(steps.log_median)
    found = np.zeros((design.hierarchy.countries, definitions + 1))
    noise = rng.standard_normal((design.hierarchy.countries, definitions))
    size = np.exp(np.asarray(steps.log_median) + np.asarray(steps.log_spread) * noise)
    size[design.step_country, design.step_definition - 1] = steps.size
    sign = [design.parts.sign_of_step(d) for d in range(1, definitions + 1)]
    found[:, 1:] = np.array(sign) * size
    return found


def at_ages(design: Design, definition: int) -> FloatArray:
    """(ages,) 1 where a definition takes its step, 0 where it is the same as definition 0."""
    if definition == 0:
        return np.zeros(design.figures.cell_weight.shape[2])
    return np.asarray(ages_with_step(design.figures, design.parts)[definition])
