import numpy as np
import pytest
from scipy import optimize

from measure87.estimate.multiple_lists.kernels.multinomial_regression import fit_multinomial


def sample(n=400):
    rng = np.random.default_rng(1)
    design = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    odds = np.exp(design @ np.array([[0.3, -0.5], [1.0, 0.0], [0.0, -1.0]]))
    chances = np.column_stack([np.ones(n), odds])
    chances /= chances.sum(axis=1, keepdims=True)
    return design, (rng.random(n)[:, None] > chances.cumsum(axis=1)).sum(axis=1)


def test_an_intercept_alone_gives_back_the_shares():
    classes = np.array([0, 0, 1, 2, 2, 2])
    fit = fit_multinomial(np.ones((6, 1)), classes, 3, np.zeros(1))
    assert fit.chances(np.ones((1, 1)))[0] == pytest.approx([2 / 6, 1 / 6, 3 / 6])


def test_a_general_optimiser_finds_the_same_coefficients():
    design, classes = sample()
    penalty = np.array([0.0, 2.0, 0.5])
    fit = fit_multinomial(design, classes, 3, penalty)

    def minus(flat):
        beta = flat.reshape(3, 2)
        scores = np.column_stack([np.zeros(len(design)), design @ beta])
        total = np.log(np.exp(scores).sum(axis=1))
        chosen = scores[np.arange(len(design)), classes]
        return total.sum() - chosen.sum() + 0.5 * penalty @ (beta**2).sum(axis=1)

    best = optimize.minimize(minus, np.zeros(6), method="BFGS", tol=1e-8)
    assert fit.coefficients.ravel() == pytest.approx(best.x, abs=1e-4)


def test_names_of_the_classes_other_than_the_first_do_not_matter():
    design, classes = sample()
    penalty = np.array([0.0, 1.0, 1.0])
    one = fit_multinomial(design, classes, 3, penalty).chances(design)
    swapped = np.array([0, 2, 1])[classes]
    other = fit_multinomial(design, swapped, 3, penalty).chances(design)
    assert one == pytest.approx(other[:, [0, 2, 1]], abs=1e-9)


def test_a_class_foretold_for_certain_needs_a_penalty():
    design = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    classes = np.array([0, 0, 0, 1, 1, 1])
    with pytest.raises(ArithmeticError):
        fit_multinomial(design, classes, 2, np.zeros(2))
    fit = fit_multinomial(design, classes, 2, np.array([0.0, 1.0]))
    assert 0.5 < fit.chances(design)[5, 1] < 1
