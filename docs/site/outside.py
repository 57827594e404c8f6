"""A part of Sphinx: what pages say of files that are not pages of the site they stand on.

A page in French leads to the English page where there is no French one. A link to a page of the
checkout that the site has under another name (`CONTRIBUTING.md`) leads to that one. A folder of
the checkout is named without a link, for the site has no address for it; single files of it are
handed out by Sphinx itself.
"""

import os
from pathlib import Path

from docutils import nodes
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from pygments.lexers.special import TextLexer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
PAGES_OF_CHECKOUT = {
    "README.md": "index",
    "CONTRIBUTING.md": "site/contributing",
    "SECURITY.md": "site/security",
}
"""Files of the checkout to the pages that hold them."""
TUTORIALS = sorted(path.stem for path in (DOCS / "tutorials").glob("*.md"))
FRENCH = ("index", *(f"tutorials/{name}" for name in TUTORIALS))
"""Pages that have a French text."""


class LinksOut(SphinxPostTransform):
    """Settles the links of a page that lead to no page of this build."""

    default_priority = MystReferenceResolver.default_priority - 1

    def run(self, **_: object) -> None:
        """Replace each link by one that holds, or by its text."""
        for node in list(self.document.findall(_leads_to_a_file)):
            target, anchor = self._target(node)
            if target is not None:
                node.replace_self(self._link(node, target, anchor))

    def _target(self, node: nodes.Element) -> tuple[Path | None, str]:
        """The file or folder that a link names, and the heading; of another build, None."""
        file, _, anchor = node["reftarget"].partition("#")
        if node.get("refdomain") == "doc":
            if file in self.env.found_docs:
                return None, ""
            file, anchor = f"{DOCS / file}.md", node.get("reftargetid") or ""
        path = Path(os.path.normpath(Path(self.env.doc2path(self.env.docname)).parent / file))
        return (path if file and path.exists() else None), anchor

    def _link(self, node: nodes.Element, target: Path, anchor: str) -> nodes.Node:
        page = _page(target)
        if page is None:
            return nodes.inline("", "", *node.children)
        here = "fr/" if self.config.language == "fr" else ""
        there = here if page in self.env.found_docs else ""
        start = Path(here + self.env.docname).parent
        address = os.path.relpath(f"{there}{page}.html", start) + (f"#{anchor}" if anchor else "")
        return nodes.reference("", "", *node.children, refuri=address, internal=True)


def _leads_to_a_file(node: nodes.Node) -> bool:
    return isinstance(node, addnodes.pending_xref) and node.get("refdomain") != "py"


def _page(target: Path) -> str | None:
    """The page of the site that holds a file of the checkout, if one does."""
    if target.is_relative_to(DOCS) and target.suffix == ".md":
        return target.relative_to(DOCS).with_suffix("").as_posix()
    return PAGES_OF_CHECKOUT.get(target.relative_to(ROOT).as_posix())


def only_pages_of_this_build(app: Sphinx, _: str, text: list[str]) -> None:
    """Leave out of a list of pages what has no French text, in the French build."""
    if "how-to/index" not in app.env.found_docs:
        lines = text[0].splitlines()
        text[0] = "\n".join(line for line in lines if line not in NOT_IN_FRENCH)


NOT_IN_FRENCH = {"how-to/index", "explanation/index", "reference/index"}
"""Lines of the front page's list of shelves."""


def name_french_pages(
    app: Sphinx, page: str, template: str, context: dict[str, object], tree: nodes.Node | None
) -> None:
    """Hand the pages with a French text to the template of the languages."""
    context["french_pages"] = FRENCH


def known_error(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """Lead the name of an error of ours to where it is described."""
    if node.get("reftype") != "exc" or node["reftarget"].startswith(ERRORS):
        return None
    python = env.domains.python_domain
    return python.resolve_xref(
        env, env.docname, app.builder, "exc", ERRORS + node["reftarget"], node, content
    )


ERRORS = "measure87.vocabulary.errors."


def setup(app: Sphinx) -> dict[str, bool]:
    """Add this part to Sphinx."""
    app.add_post_transform(LinksOut)
    app.add_lexer("csv", TextLexer)
    app.connect("missing-reference", known_error)
    app.connect("source-read", only_pages_of_this_build)
    app.connect("html-page-context", name_french_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
