"""Published figures, populations and covariates, read from their publishers' files and checked."""

from measure87.combine.inputs.age_splitting import smooth_split, uniform_split
from measure87.combine.inputs.covariate_files import read_covariates
from measure87.combine.inputs.covariates import Covariates, CovariateUse, covariate_matrix
from measure87.combine.inputs.crosswalk_pairs import crosswalk_pairs
from measure87.combine.inputs.exclusion import Exclusion
from measure87.combine.inputs.exclusions import exclude, require_excluded
from measure87.combine.inputs.figure import Figure
from measure87.combine.inputs.figure_table import FigureTable, figure_table, joined
from measure87.combine.inputs.figures_file import figures_csv, read_figures
from measure87.combine.inputs.footnote_marks import (
    LEAVE_OUT_ALL_MARKED,
    UNICEF_MARKS,
    MarkRule,
)
from measure87.combine.inputs.format_of_file import format_of
from measure87.combine.inputs.ilostat import IlostatSeries, read_ilostat
from measure87.combine.inputs.input_report import InputReport, report_inputs
from measure87.combine.inputs.own_estimates import read_own_estimates
from measure87.combine.inputs.population import Population, population_for
from measure87.combine.inputs.population_files import read_population
from measure87.combine.inputs.sdg_csv import read_sdg_csv
from measure87.combine.inputs.sdg_ml import read_sdg_ml
from measure87.combine.inputs.unicef import UnicefLayout, read_unicef

__all__ = [
    "LEAVE_OUT_ALL_MARKED",
    "UNICEF_MARKS",
    "CovariateUse",
    "Covariates",
    "Exclusion",
    "Figure",
    "FigureTable",
    "IlostatSeries",
    "InputReport",
    "MarkRule",
    "Population",
    "UnicefLayout",
    "covariate_matrix",
    "crosswalk_pairs",
    "exclude",
    "figure_table",
    "figures_csv",
    "format_of",
    "joined",
    "population_for",
    "read_covariates",
    "read_figures",
    "read_ilostat",
    "read_own_estimates",
    "read_population",
    "read_sdg_csv",
    "read_sdg_ml",
    "read_unicef",
    "report_inputs",
    "require_excluded",
    "smooth_split",
    "uniform_split",
]
