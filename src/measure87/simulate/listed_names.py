"""Invented names of persons on lists, and how several offices write the same name.

The same name is spelt in several ways, in two alphabets, with or without its marks, with a typing
error, or cut short. None of the persons exists; the given names are common ones.
"""

import numpy as np

SPELLINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "F": (
        ("Olena", "Olenna", "Elena", "Олена"),
        ("Natalia", "Nataliya", "Natalya", "Наталія"),
        ("Kateryna", "Katerina", "Ekaterina", "Катерина"),
        ("Oksana", "Oxana", "Оксана"),
        ("Iryna", "Irina", "Ірина"),
        ("Fatima", "Fatma", "Fatimah"),
        ("Aisha", "Aicha", "Ayesha"),
        ("Amina", "Aminah", "Ameena"),
        ("Mariam", "Maryam", "Miriam"),
        ("Nguyệt", "Nguyet"),
        ("Thảo", "Thao"),
        ("Linh",),
        ("Mai", "My"),
        ("Ioana", "Joana"),
        ("Ștefania", "Stefania"),
        ("Mihaela", "Michaela"),
        ("Andreea", "Andrea"),
        ("Élodie", "Elodie"),
        ("Zoë", "Zoe"),
        ("Grace",),
        ("Blessing", "Blesing"),
        ("Joy",),
        ("Precious", "Preciouse"),
        ("María", "Maria"),
        ("Rosario",),
        ("Inés", "Ines", "Inez"),
        ("Björk", "Bjork"),
        ("Sunita", "Suneeta"),
        ("Lakshmi", "Laxmi"),
        ("Gita", "Geeta"),
    ),
    "M": (
        ("Mohammed", "Muhammad", "Mohamad", "Mohamed"),
        ("Ahmed", "Ahmad", "Achmed"),
        ("Yusuf", "Youssef", "Yousef"),
        ("Ibrahim", "Ebrahim", "Ibraheem"),
        ("Oleksandr", "Aleksandr", "Alexander", "Олександр"),
        ("Serhiy", "Sergei", "Sergey", "Сергій"),
        ("Dmytro", "Dmitri", "Dmitry", "Дмитро"),
        ("Ivan", "Іван"),
        ("Minh",),
        ("Tuấn", "Tuan"),
        ("Hùng", "Hung"),
        ("Đức", "Duc"),
        ("Gheorghe", "George"),
        ("Ionuț", "Ionut"),
        ("Ștefan", "Stefan", "Stephan"),
        ("Emeka", "Emeca"),
        ("Chinedu", "Chinedo"),
        ("Samuel", "Samual"),
        ("José", "Jose"),
        ("Luis", "Louis"),
        ("Raúl", "Raul"),
        ("Søren", "Soren"),
        ("Rajesh", "Rajeesh"),
        ("Suresh", "Sooresh"),
        ("Bikram", "Vikram"),
        ("Kofi", "Koffi"),
    ),
}
_SYLLABLES = ("ba", "den", "ko", "li", "mar", "no", "pet", "ra", "shi", "tan", "vo", "wer")
_ENDINGS = ("ova", "escu", "man", "son", "ez", "ani", "uk", "oye", "ra", "sen", "ić", "ń")
_KEYS = "abcdefghijklmnoprstuvyz"


def invented_family_names(rng: np.random.Generator, count: int) -> list[str]:
    """So many different family names, built from syllables."""
    names: dict[str, None] = {}
    while len(names) < count:
        first, second = rng.choice(_SYLLABLES, 2)
        ending = str(rng.choice(_ENDINGS))
        middle = "" if rng.random() < 0.4 else str(second)
        names[f"{first}{middle}{ending}".capitalize()] = None
    return list(names)


def mistyped(name: str, rng: np.random.Generator) -> str:
    """A name with one letter left out, doubled, replaced, or changed with its neighbour."""
    if len(name) < 3:
        return name
    place = int(rng.integers(1, len(name) - 1))
    kind = int(rng.integers(4))
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + name[place] + name[place:]
    if kind == 2:
        return name[:place] + str(rng.choice(list(_KEYS))) + name[place + 1 :]
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def written(spellings: tuple[str, ...], rng: np.random.Generator, errors: float) -> str:
    """How an office writes a name that has these spellings.

    With chance `errors` each, in small letters only, in capitals, or mistyped; another spelling
    with twice that chance.
    """
    name = spellings[0]
    if len(spellings) > 1 and rng.random() < 2.0 * errors:
        name = str(rng.choice(spellings[1:]))
    if rng.random() < errors:
        name = mistyped(name, rng)
    chance = rng.random()
    if chance < errors:
        return name.upper()
    return name.lower() if chance < 2.0 * errors else name
