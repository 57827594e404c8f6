"""The charts of all pages and of the library, as inline SVG that describes itself.

| module | draws |
|---|---|
| `intervals` | points with intervals on a linear axis with 0, in blocks of rows |
| `sizes` | the same on an axis of sizes, linear or logarithmic, with open ends and lower bounds |
| `overlaps` | two definitions over the same persons |
| `circles` | lists and what they share |
| `curves` | a size over a threshold, and densities |
| `years` | bands, lines and points over years, small and many |

`axes` and `round_axis` say where axes end and which numbers stand on them, `vega` how those look
that Vega draws. Rows with bars need no layout and are written as they are; what needs one is drawn
by Vega (docs/decisions/0028).
"""
