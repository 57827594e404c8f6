"""The world estimate as it is published: a folder of tables, and one page that is made of them.

The page reads the written files and nothing else. It works without a network, holds no script,
and never orders countries by their figures.
"""

from measure87.disseminate.pages.world.released_world import (
    rewrite_report,
    write_country,
    write_world,
)
from measure87.disseminate.pages.world.world_page import write_report
from measure87.disseminate.pages.world.world_tables import WorldTables

__all__ = ["WorldTables", "rewrite_report", "write_country", "write_report", "write_world"]
