"""From draws of countries to numbers of persons, regions and the world."""

from measure87.combine.aggregation.average_difference import explain_difference
from measure87.combine.aggregation.country_draws import AgeSpan, CountryDraws
from measure87.combine.aggregation.coverage import (
    FEWEST_NEIGHBOURS,
    CoverageRule,
    KnownCovariates,
    unsupported_countries,
)
from measure87.combine.aggregation.groups import Place, places_of, without_region
from measure87.combine.aggregation.place_draws import PlaceDraws, draws_of_place
from measure87.combine.aggregation.published_average import (
    AverageRules,
    PublishedAverage,
    published_average,
)
from measure87.combine.aggregation.published_values import PublishedValue, values_of
from measure87.combine.aggregation.summary import summarise
from measure87.combine.aggregation.sums import (
    PopulationCells,
    population_cells,
    summed_persons,
    summed_population,
)
from measure87.combine.aggregation.tables import DrawTable, Findings, together
from measure87.combine.aggregation.world import (
    PublicationRules,
    WorldEstimate,
    world_estimate,
)

__all__ = [
    "FEWEST_NEIGHBOURS",
    "AgeSpan",
    "AverageRules",
    "CountryDraws",
    "CoverageRule",
    "DrawTable",
    "Findings",
    "KnownCovariates",
    "Place",
    "PlaceDraws",
    "PopulationCells",
    "PublicationRules",
    "PublishedAverage",
    "PublishedValue",
    "WorldEstimate",
    "draws_of_place",
    "explain_difference",
    "places_of",
    "population_cells",
    "published_average",
    "summarise",
    "summed_persons",
    "summed_population",
    "together",
    "unsupported_countries",
    "values_of",
    "without_region",
    "world_estimate",
]
