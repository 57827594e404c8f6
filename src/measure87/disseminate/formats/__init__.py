"""One module or package per format of the released folder; each has `FORMAT`."""

from measure87.disseminate.format_registry import every_format, format_named
from measure87.disseminate.output_format import Format, Output, OutputFile, ReadFigure

__all__ = ["Format", "Output", "OutputFile", "ReadFigure", "every_format", "format_named"]
