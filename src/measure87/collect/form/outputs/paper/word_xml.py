"""Runs and paragraphs of WordprocessingML, in the direction of their language."""

from xml.sax.saxutils import escape

from measure87.files.ddi_elements import without_forbidden

GREY = "444444"


class WordXml:
    """Makes them; properties stand in the order that the format prescribes."""

    def __init__(self, mirrored: bool) -> None:
        self.bidi = "<w:bidi/>" if mirrored else ""
        self.rtl = "<w:rtl/>" if mirrored else ""
        self.visual = "<w:bidiVisual/>" if mirrored else ""

    def run(self, text: str, *, look: str = "", bold: bool = False, italic: bool = False,
            colour: str = "", size: int = 0) -> str:  # fmt: skip
        """A text with its look."""
        looks = "".join((
            "<w:b/><w:bCs/>" if bold else "",
            "<w:i/><w:iCs/>" if italic else "",
            f'<w:color w:val="{colour}"/>' if colour else "",
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "",
            look, self.rtl,
        ))  # fmt: skip
        lines = (escape(without_forbidden(line)) for line in text.split("\n"))
        inner = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
        return f"<w:r><w:rPr>{looks}</w:rPr>{inner}</w:r>"

    def paragraph(self, runs: str, *, style: str = "", keep: bool = False, before: int = 0,
                  after: int = 40, indent: int = 0, section: str = "") -> str:  # fmt: skip
        """A paragraph; `keep` holds it on the page of the next."""
        looks = "".join((
            f'<w:pStyle w:val="{style}"/>' if style else "",
            "<w:keepNext/><w:keepLines/>" if keep else "",
            self.bidi,
            f'<w:spacing w:before="{before}" w:after="{after}"/>',
            f'<w:ind w:left="{indent}"/>' if indent else "",
            section,
        ))  # fmt: skip
        return f"<w:p><w:pPr>{looks}</w:pPr>{runs}</w:p>"

    def instruction(self, text: str, *, keep: bool = True, before: int = 0) -> str:
        """A sentence for the interviewer, on the page of what follows."""
        run = self.run(text, italic=True, colour=GREY, size=18)
        return self.paragraph(run, keep=keep, before=before)
