"""What a result says beside its figures, of whatever kind it is."""

from collections.abc import Mapping

from measure87.vocabulary.releases.common import Json
from measure87.vocabulary.releases.lists import ListsDiagnostics
from measure87.vocabulary.releases.survey import SurveyDiagnostics
from measure87.vocabulary.releases.world import WorldDiagnostics

type Facts = Mapping[str, Json]
"""Of a sample, as `estimate survey` and the library give them: no study stands behind them."""

type Said = SurveyDiagnostics | ListsDiagnostics | WorldDiagnostics | Facts
"""The structure of a kind of study, or plain facts of a sample."""
