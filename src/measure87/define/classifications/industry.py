"""Industries: sections and divisions of ISIC Rev.4 and Rev.3.1.

Recalled, not read in print (unseen). The numbers of sections and divisions agree with what
the classifications are known to have: 21 and 88 in Rev.4, 17 and 62 in Rev.3.1. Good for
telling that a code cannot be one of a version; not a list of titles to publish from.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A section with the divisions it has: first and last of each run, both ends included."""

    code: str
    title: str
    runs: tuple[tuple[int, int], ...]

    @property
    def divisions(self) -> tuple[str, ...]:
        """Two-digit codes of its divisions."""
        return tuple(f"{n:02d}" for first, last in self.runs for n in range(first, last + 1))


ISIC4 = (
    Section("A", "Agriculture, forestry and fishing", ((1, 3),)),
    Section("B", "Mining and quarrying", ((5, 9),)),
    Section("C", "Manufacturing", ((10, 33),)),
    Section("D", "Electricity, gas, steam and air conditioning supply", ((35, 35),)),
    Section("E", "Water supply; sewerage, waste management and remediation", ((36, 39),)),
    Section("F", "Construction", ((41, 43),)),
    Section("G", "Wholesale and retail trade; repair of motor vehicles", ((45, 47),)),
    Section("H", "Transportation and storage", ((49, 53),)),
    Section("I", "Accommodation and food service activities", ((55, 56),)),
    Section("J", "Information and communication", ((58, 63),)),
    Section("K", "Financial and insurance activities", ((64, 66),)),
    Section("L", "Real estate activities", ((68, 68),)),
    Section("M", "Professional, scientific and technical activities", ((69, 75),)),
    Section("N", "Administrative and support service activities", ((77, 82),)),
    Section("O", "Public administration and defence", ((84, 84),)),
    Section("P", "Education", ((85, 85),)),
    Section("Q", "Human health and social work activities", ((86, 88),)),
    Section("R", "Arts, entertainment and recreation", ((90, 93),)),
    Section("S", "Other service activities", ((94, 96),)),
    Section("T", "Activities of households as employers or for own use", ((97, 98),)),
    Section("U", "Activities of extraterritorial organizations", ((99, 99),)),
)

ISIC3_1 = (
    Section("A", "Agriculture, hunting and forestry", ((1, 2),)),
    Section("B", "Fishing", ((5, 5),)),
    Section("C", "Mining and quarrying", ((10, 14),)),
    Section("D", "Manufacturing", ((15, 37),)),
    Section("E", "Electricity, gas and water supply", ((40, 41),)),
    Section("F", "Construction", ((45, 45),)),
    Section("G", "Wholesale and retail trade; repair", ((50, 52),)),
    Section("H", "Hotels and restaurants", ((55, 55),)),
    Section("I", "Transport, storage and communications", ((60, 64),)),
    Section("J", "Financial intermediation", ((65, 67),)),
    Section("K", "Real estate, renting and business activities", ((70, 74),)),
    Section("L", "Public administration and defence", ((75, 75),)),
    Section("M", "Education", ((80, 80),)),
    Section("N", "Health and social work", ((85, 85),)),
    Section("O", "Other community, social and personal services", ((90, 93),)),
    Section("P", "Activities of private households", ((95, 97),)),
    Section("Q", "Extraterritorial organizations and bodies", ((99, 99),)),
)


def is_possible_industry(code: str, sections: tuple[Section, ...]) -> bool:
    """Whether a code can be one of a version: a section, or two to four digits of a division.

    >>> is_possible_industry("0510", ISIC4), is_possible_industry("45", ISIC3_1)
    (True, True)
    >>> is_possible_industry("04", ISIC4), is_possible_industry("34", ISIC4)
    (False, False)
    """
    if len(code) == 1:
        return any(section.code == code for section in sections)
    if not (code.isascii() and code.isdigit() and len(code) <= 4):
        return False
    return any(code[:2] in section.divisions for section in sections)
