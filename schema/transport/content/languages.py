"""Which of the product's languages a caller reads, by a list such as Accept-Language's, or by one tag.

A range fits a language by its first part: `ko-KR` and `ko-Kore-KR` are Korean. What has a quality of 0 is refused.
https://www.rfc-editor.org/rfc/rfc9110#field.accept-language
"""

from collections.abc import Iterator
from functools import lru_cache

from models.enums import Language
from schema.transport.content.media_types import parse_quality

DEFAULT = Language.EN
_ANY = "*"
# The default first: among equals, it is chosen.
_LANGUAGES = {language.value.lower(): language for language in sorted(Language, key=lambda each: each is not DEFAULT)}
# More than any browser sends. The rest of a longer list is not read.
_MAX_RANGES = 100


# Clients send the same few headers.
@lru_cache(maxsize=256)
def choose_language(accepted: str) -> Language | None:
    """The language with the highest quality, the first among equals; None where the list allows none of ours."""
    ranges = list(_parse_ranges(accepted))
    named = {code for code, _ in ranges}
    best, best_quality = None, 0.0
    for code, quality in ranges:
        # `*` stands for every language that the list does not name.
        codes = [each for each in _LANGUAGES if each not in named] if code == _ANY else [code]
        for each in codes:
            if each in _LANGUAGES and quality > best_quality:
                best, best_quality = _LANGUAGES[each], quality
    return best


def _parse_ranges(accepted: str) -> Iterator[tuple[str, float]]:
    """The first part of each range's tag, and its quality."""
    for part in accepted.split(",", _MAX_RANGES)[:_MAX_RANGES]:
        tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
        yield tag.replace("_", "-").partition("-")[0], parse_quality(parameters)
