"""How many pages a browser prints of a page."""

import re


def printed_pages(opened):
    """Number of pages of A4 that Chromium makes of an open page."""
    pdf = opened.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
