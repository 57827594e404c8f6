"""What compiled code prints by itself never reaches standard output."""

import os

import numpy as np
import pytest
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit import solver
from measure87.disseminate.gate.audit.solver import Sums
from measure87.disseminate.gate.survey.precision import controlled_rounding
from measure87.numerics.solver_output import solver_output_aside, solver_output_dropped


def test_what_is_written_below_python_goes_to_standard_error(capfd):
    os.write(1, b"before ")
    with solver_output_aside():
        os.write(1, b"noise")
    os.write(1, b"after")
    assert tuple(capfd.readouterr()) == ("before after", "noise")


def test_what_a_solver_says_when_it_is_made_goes_nowhere(capfd):
    os.write(1, b"before ")
    with solver_output_dropped():
        os.write(1, b"noise")
    sums = Sums(csr_array(np.ones((1, 1))), *(np.array([at]) for at in (1.0, 2.0, 0.0, 9.0)))
    assert sums.linear.solved(np.ones(1)).cost == 1.0
    os.write(1, b"after")
    assert tuple(capfd.readouterr()) == ("before after", "")


def test_it_comes_back_after_an_error(capfd):
    with pytest.raises(ZeroDivisionError), solver_output_aside():
        raise ZeroDivisionError
    os.write(1, b"ours")
    assert capfd.readouterr().out == "ours"


@pytest.mark.parametrize("module", [solver, controlled_rounding])
def test_a_solver_that_talks_is_not_heard(module, capfd, monkeypatch):
    """HiGHS writes of a solution that it solves anew, whatever it is asked."""
    quiet = module.milp

    def talking(*given, **options):
        os.write(1, b"tmpSolver.run();\n")
        return quiet(*given, **options)

    monkeypatch.setattr(module, "milp", talking)
    if module is solver:
        one = np.ones(1)
        sums = solver.Sums(csr_array(np.ones((1, 1))), 2 * one, 2 * one, 0 * one, 9 * one)
        assert solver.cheapest_whole(sums, one).tolist() == [2.0]
    else:
        rounded = controlled_rounding.round_together(np.array([9.0, 4.0, 5.0]), 5, [(0, (1, 2))])
        assert rounded.tolist() == [10.0, 5.0, 5.0]
    assert capfd.readouterr().out == ""
