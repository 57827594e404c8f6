"""Occupations: the minor groups of ISCO-88 and ISCO-08.

The two versions use the same numbers for different occupations, so a code alone does not
tell its version; a code that exists in one only shows that the other cannot be meant.

Recalled, not read in print (unseen). The numbers of minor groups agree with what the
classifications are known to have: 116 in ISCO-88, 130 in ISCO-08.
"""

MAJOR_GROUPS = {
    "0": "Armed forces occupations",
    "1": "Managers",
    "2": "Professionals",
    "3": "Technicians and associate professionals",
    "4": "Clerical support workers",
    "5": "Service and sales workers",
    "6": "Skilled agricultural, forestry and fishery workers",
    "7": "Craft and related trades workers",
    "8": "Plant and machine operators, and assemblers",
    "9": "Elementary occupations",
}
"""Titles of ISCO-08; the major groups of ISCO-88 have the same codes."""

_ISCO88 = """
011
111 112 113 114 121 122 123 131
211 212 213 214 221 222 223 231 232 233 234 235 241 242 243 244 245 246
311 312 313 314 315 321 322 323 324 331 332 333 334 341 342 343 344 345 346 347 348
411 412 413 414 419 421 422
511 512 513 514 515 516 521 522 523
611 612 613 614 615 621
711 712 713 714 721 722 723 724 731 732 733 734 741 742 743 744
811 812 813 814 815 816 817 821 822 823 824 825 826 827 828 829 831 832 833 834
911 912 913 914 915 916 921 931 932 933
"""

_ISCO08 = """
011 021 031
111 112 121 122 131 132 133 134 141 142 143
211 212 213 214 215 216 221 222 223 224 225 226 231 232 233 234 235 241 242 243 251 252
261 262 263 264 265
311 312 313 314 315 321 322 323 324 325 331 332 333 334 335 341 342 343 351 352
411 412 413 421 422 431 432 441
511 512 513 514 515 516 521 522 523 524 531 532 541
611 612 613 621 622 631 632 633 634
711 712 713 721 722 723 731 732 741 742 751 752 753 754
811 812 813 814 815 816 817 818 821 831 832 833 834 835
911 912 921 931 932 933 941 951 952 961 962
"""

ISCO88 = frozenset(_ISCO88.split())
ISCO08 = frozenset(_ISCO08.split())


def is_possible_occupation(code: str, minor_groups: frozenset[str]) -> bool:
    """Whether a code can be one of a version: one to four digits within its minor groups.

    >>> is_possible_occupation("2512", ISCO08), is_possible_occupation("2512", ISCO88)
    (True, False)
    """
    if not (code.isascii() and code.isdigit() and 1 <= len(code) <= 4):
        return False
    return any(group.startswith(code[:3]) for group in minor_groups)
