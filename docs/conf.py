"""The documentation site: `make docs` writes it to `build/docs/html`, French under `fr/`.

Decision 66 says why it is made so. With the tag `fr` only the pages that have a French text are
built: the front page and the tutorials. All warnings are errors.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from measure87 import __version__  # noqa: E402

project = "measure87"
author = "The measure87 founders"
project_copyright = author
version = release = __version__
html_title = f"measure87 {__version__}"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "docs.site.outside",
]

source_suffix = {".md": "markdown"}
root_doc = "index"
if tags.has("fr"):  # noqa: F821  Sphinx gives `tags` to this file.
    include_patterns = ["index.md", "tutorials/*.md"]
exclude_patterns = ["changes", "site/static", "site/templates", "locale", "**/README.md"]
nitpicky = True
smartquotes = False  # two hyphens begin an option, and are no dash
# Kinds of values in docstrings are words (`table`, `path`), not names of classes.
nitpick_ignore_regex = [("py:class", ".*")]

# French: `make docs-fr` writes what is to be translated into docs/locale.
locale_dirs = ["locale"]
gettext_compact = False
gettext_uuid = False
gettext_location = False
gettext_last_translator = author

# GitHub's way of naming headings, so that links hold there and here.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
myst_links_external_new_tab = False

autodoc_typehints = "none"
autodoc_member_order = "bysource"
autoclass_content = "class"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_param = False
napoleon_use_ivar = True

# No address outside of the site is loaded by any page, so that it opens from a file.
html_theme = "pydata_sphinx_theme"
html_theme_options = {
    "logo": {"text": "measure87"},
    "navbar_start": ["navbar-logo"],
    "navbar_end": ["language", "theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": True,
    "navigation_with_keys": False,
    "navigation_depth": 2,
    "show_nav_level": 1,
    "secondary_sidebar_items": ["page-toc"],
    "use_edit_page_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
templates_path = ["site/templates"]
html_static_path = ["site/static"]
html_css_files = ["site.css"]
html_show_search_summary = False  # a page cannot read another page where both are files
html_context = {"default_mode": "auto"}
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
highlight_language = "none"
