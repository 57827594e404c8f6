"""The charts of all pages and of the library, as inline SVG that describes itself.

| module | draws |
|---|---|
| `intervals` | points with intervals on a linear axis with 0, in blocks of rows |
| `sizes` | the same on an axis of sizes, linear or logarithmic, with open ends and lower bounds |
| `overlaps` | two definitions over the same persons |
| `circles` | lists and what they share |
| `curves` | a size over a threshold, and densities |
| `years` | bands, lines and points over years, small and many |

`axes` and `round_axis` say where axes end and which numbers stand on them, `ruler` lays them out,
`stack` sets parts under each other on one axis, `elements` has the texts and shapes. Nothing here
measures a letter: every place follows from the numbers (docs/decisions/0068).
"""
