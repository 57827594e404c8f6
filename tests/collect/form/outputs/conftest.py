"""The Chromium of the pages of reports serves those of forms too."""

from tests.disseminate.conftest import browser

__all__ = ["browser"]
