"""Detection of a text's language: Korean or English."""

from models.enums import Language

# Fewer letters, as of a name, do not show the language.
_MIN_LETTERS = 12


def is_written_in(text: str, language: Language) -> bool | None:
    """Whether a text is written in the language; None where it is too short to tell."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return None
    korean = sum("가" <= letter <= "힣" for letter in letters) / len(letters)
    return korean >= 0.3 if language is Language.KO else korean < 0.3
