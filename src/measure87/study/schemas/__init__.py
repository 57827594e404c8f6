"""JSON Schemas of the settings files, for editors; each kind of settings has one beside this."""

from collections.abc import Mapping
from pathlib import Path

from measure87.files.settings import Declared
from measure87.files.settings.json_schema import json_schema
from measure87.vocabulary.releases.common import Json

TITLES: Mapping[str, str] = {
    "survey": "study.toml of a survey",
    "lists": "study.toml of overlapping lists",
    "mapping": "mapping.toml",
    "linkage": "Settings of a linkage of lists",
    "world": "Settings of a world estimate",
    "country": "Settings of a country's own series",
    "field": "study.toml of a fielded survey",
    "form": "Country file of a questionnaire",
    "recipe": "Recipe of weights",
    "plan": "Plan of a survey",
    "evening": "Settings of the evening checks",
}


def schema_path(kind: str) -> Path:
    """The file of the schema of one kind of settings."""
    return Path(__file__).with_name(f"{kind}.schema.json")


def declared_settings() -> dict[str, Declared]:
    """What declares the keys of each kind of settings but a mapping (`collect.mapping_schema`)."""
    # Imported here: a path to a schema asks for no sampler.
    from measure87.collect.form.country import CountryForm
    from measure87.collect.linkage.link_file import link_settings
    from measure87.collect.quality.settings import EveningSettings
    from measure87.design.plan_file import PlanSettings
    from measure87.estimate.weighting.recipe import Recipe
    from measure87.study.kinds import every_kind
    from measure87.study.world.country.settings import CountrySettings

    kinds = {name: kind.declared() for name, kind in every_kind().items()}
    others: dict[str, Declared] = {
        "linkage": link_settings,
        "country": CountrySettings,
        "form": CountryForm,
        "recipe": Recipe,
        "plan": PlanSettings,
        "evening": EveningSettings,
    }
    return kinds | others


def schemas() -> dict[str, dict[str, Json]]:
    """The schemas as the declarations give them."""
    from measure87.collect.mapping_schema import mapping_schema

    found = {
        kind: json_schema(one, TITLES.get(kind, f"study.toml of the kind {kind}"))
        for kind, one in declared_settings().items()
    }
    return found | {"mapping": mapping_schema(TITLES["mapping"])}
