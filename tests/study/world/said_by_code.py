"""What the English text of a warning's code says with its values, beside what the run wrote."""

from measure87.disseminate.pages.world.warnings import by_code
from measure87.disseminate.pages.world.world_words import world_words
from measure87.vocabulary.releases.world import WorldAbout, WorldMeasure


def said_by_code(warning, name, label):
    """The text of the code, of a run with one measure."""
    about = WorldAbout(
        title="T",
        stated_year=2020,
        level=0.9,
        version="0",
        measures=[WorldMeasure(name=name, label=label)],
    )
    return by_code(warning, about, world_words("en"))
