"""The examples on the pages about lists run, and their numbers are those of the methods."""

import re
from inspect import signature
from pathlib import Path

import pytest

from measure87.estimate.multiple_lists.bayesian import bayes_threshold as bayes
from measure87.estimate.multiple_lists.bayesian import decomposable as graphs
from measure87.estimate.multiple_lists.bayesian import latent_class as latent
from measure87.estimate.multiple_lists.capture import (
    pooling,
    suppressed_cells,
    usable_lists,
)
from measure87.estimate.multiple_lists.catchability import sample_coverage as coverage
from measure87.estimate.multiple_lists.covariates.doubly_robust import doubly_robust
from measure87.estimate.multiple_lists.intervals import bootstrap
from measure87.estimate.multiple_lists.kernels.latent_class_sampler import LatentClassPrior
from measure87.estimate.multiple_lists.loglinear import bic, hierarchical_models, stepwise
from measure87.estimate.multiple_lists.methods import BRIEF_ITERATIONS
from measure87.estimate.multiple_lists.trust import panel

PAGES = sorted((Path(__file__).parents[3] / "docs" / "methods").glob("lists-*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```", re.S | re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run_in_their_order(page):
    names: dict[str, object] = {}
    for block in BLOCK.findall(page.read_text("utf-8")):
        exec(compile(block, page.name, "exec"), names)  # noqa: S102


def sentences(name):
    return " ".join((PAGES[0].parent / f"lists-{name}.md").read_text("utf-8").split())


WORDS = {4: "Four"}


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("latent-class", f"at most {LatentClassPrior().classes}, stick-breaking"),
        ("latent-class", f"{WORDS[latent.CHAINS]} chains begin with no unseen, as many as seen, "
         "and {:g} and {:g} times as many, and run".format(*latent._STARTS[2:])),
        ("latent-class", f"and run {latent.ITERATIONS:,} iterations each, a fifth"),
        ("latent-class", f"chains begin with {BRIEF_ITERATIONS:,}."),
        ("latent-class", f"split R-hat is under {latent.HIGHEST_R_HAT:g}"),
        ("latent-class", f"more than {latent.LEAST_EFFECTIVE:g} effective draws"),
        ("bayes-threshold", f"{WORDS[bayes.CHAINS]} chains of Hamiltonian Monte Carlo"),
        ("bayes-threshold", f"R-hat is under {bayes.LARGEST_R_HAT:g} and the effective sample "
         f"sizes of centre and tails are over {bayes.SMALLEST_ESS:g}"),
        ("bayes-threshold", f"variance {1 / bayes.MAIN_EFFECT_PRECISION:,.0f}: as good as flat"),
        ("latent-class", "concentration Gamma({0.a:g}, {0.b:g})".format(LatentClassPrior())),
        ("latent-class", f"made twice as long, up to {latent.MOST_ITERATIONS:,}."),
        ("bayes-threshold", "| threshold | {:g} posterior standard deviations".format(
            signature(bayes.bayes_threshold).parameters["threshold"].default)),
        ("bayes-threshold", "; {:,} draws each".format(
            signature(bayes.bayes_threshold).parameters["draws"].default)),
        ("input", f"fills the cells {suppressed_cells.IMPUTATIONS} times"),
        ("decomposable",
         f"{graphs.FEWEST_UNSEEN} to {graphs.MOST_UNSEEN_PER_OBSERVED} times the persons"),
        ("decomposable", f"another prior is {graphs._MATTERS:g} times this one"),
        ("trust-panel", "{:.0f}, {:.0f}, {:.0f} % of matches undone".format(
            *(100 * share for share in panel.LINKAGE_SHARES))),
        ("trust-panel", f"Medians of {panel.LINKAGE_DRAWS} random draws"),
        ("stepwise", f"({stepwise.DEFAULT_THRESHOLD:g} unless told otherwise"),
        ("stepwise", f"is at most {100 * bootstrap.STEADY:g} % of the estimate and "
         f"{bootstrap._FEW} samples lie beyond each limit; at least "
         f"{bootstrap.FIRST_REPLICATES:,}, at most {bootstrap.MOST_REPLICATES:,}."),
        ("bic", f"The order is {bic.DEFAULT_ORDER} (pairs of lists)"),
        ("bic", f"Up to {hierarchical_models.ALL_UP_TO:,} models"),
        ("bic", f"Where {hierarchical_models.MOST_FITS:,} fi"),
        ("bic", f"more than {hierarchical_models.MOST_CANDIDATES} interactions"),
        ("bic", f"at most {bic.MOST_REPLICATES:,} samples unasked; every sample chooses anew "
         f"among the {bic.DEFAULT_TOP} models"),
        ("bic", f"`within_{bic._CLOSE:g}` the range"),
        ("sample-coverage", f"a coverage of {100 * coverage.ENOUGH_COVERAGE:g} % on"),
        ("sample-coverage", f"from {100 * coverage.MOST_WITHOUT_ANSWER:g} % of them on"),
        ("doubly-robust", "({} folds, {} random partitions".format(
            *(signature(doubly_robust).parameters[name].default for name in ("folds", "splits")))),
    ],
)  # fmt: skip
def test_methods_have_the_numbers_of_their_pages(page, sentence):
    assert sentence in sentences(page)


def test_methods_have_the_shares_and_multiples_of_their_pages():
    assert "each, a fifth of which is t" in sentences("latent-class")
    assert latent._WARM_UP == 1 / 5
    assert "begin with no unseen, as many as seen" in sentences("latent-class")
    assert latent._STARTS[:2] == (0.0, 1.0)
    assert "within four Monte Carlo errors of it" in sentences("bayes-threshold")
    assert bayes.NEAR == 4.0
    assert "the upper limit is more than a tenth higher" in sentences("decomposable")
    assert graphs._BOUND_MATTERS == 1.1
    assert "two or more centres with a tenth of the posterior each" in sentences("decomposable")
    assert graphs._MODE_SHARE == 1 / 10
    assert "More than a tenth of tables without an answer" in sentences("input")
    assert pooling.MOST_REFUSED == 1 / 10
    told = "a third, half, twice, three times as many persons on no list"
    assert told in sentences("trust-panel")
    assert panel.OFFSET_FACTORS == (1 / 3, 1 / 2, 1.0, 2.0, 3.0)
    told = "it is told where fewer than 1 in 100 such lists would lie within the other"
    assert told in sentences("independence")
    assert usable_lists._BY_CHANCE == 1 / 100
    assert "has the first ten with the share" in sentences("bic")
    assert bic._SHOWN == 10
