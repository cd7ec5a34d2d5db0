"""The wardrobe: colours by the names that a script and a question use."""

RGB = tuple[int, int, int]

CLOTHES: dict[str, RGB] = {
    "red": (186, 42, 44),
    "blue": (48, 84, 168),
    "green": (46, 120, 72),
    "yellow": (214, 172, 54),
    "purple": (112, 66, 140),
    "orange": (212, 110, 40),
    "white": (226, 226, 222),
    "grey": (128, 132, 138),
    "black": (38, 38, 44),
    "navy": (34, 44, 84),
    "brown": (104, 74, 50),
    "beige": (190, 168, 132),
    "pink": (214, 134, 152),
}
HAIR: dict[str, RGB] = {"black": (28, 24, 24), "brown": (78, 52, 36), "grey": (142, 140, 138), "fair": (170, 132, 78)}
SKIN: dict[str, RGB] = {"light": (226, 184, 156), "medium": (196, 146, 112), "dark": (122, 84, 62)}


def shade(colour: RGB, factor: float) -> RGB:
    """The colour lighter (above 1) or darker (below 1)."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue
