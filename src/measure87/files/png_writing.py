"""A drawing in SVG as a picture in PNG, by vl-convert with the letters that it brings."""

from measure87.vocabulary.errors import MissingExtraError


def png_of(svg: str, scale: float) -> bytes:
    """The picture of a drawing, `scale` pixels for each of the drawing's.

    Raises
    ------
    MissingExtraError
        If vl-convert is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("vl-convert-python", "charts") from error
    return bytes(vl_convert.svg_to_png(svg, scale=scale))
