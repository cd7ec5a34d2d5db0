"""The language of an Accept-Language list, as RFC 9110 reads it."""

import pytest

from models.enums import Language
from schema.transport.content.languages import choose_language

KO, EN = Language.KO, Language.EN


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ko", KO),
        ("KO", KO),
        ("ko-KR", KO),
        ("ko_KR", KO),
        ("ko-Kore-KR", KO),
        ("en-GB", EN),
        # The higher quality wins, wherever it stands; the first among equals.
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", KO),
        ("en;q=0.7, ko;q=0.8", KO),
        ("fr-FR, en;q=0.5, ko;q=0.6", KO),
        ("ko, en", KO),
        ("en, ko", EN),
        ("ko;q=0.5,en;q=0.5", KO),
        ("ko ; q=0.2 , en ; Q=0.4", EN),
        # A star is every language that is not named; of these, English comes first.
        ("*", EN),
        ("fr, *;q=0.5", EN),
        ("en;q=0, *", KO),
        ("ko;q=0.3, *;q=0.2", KO),
        ("ko;q=0.2, *;q=0.3", EN),
        # What has a quality of 0 is refused.
        ("ko;q=0", None),
        ("ko;q=0, en;q=0", None),
        ("en;q=0, ko;q=0.1", KO),
        # What is none of ours, or cannot be read, says nothing.
        ("fr", None),
        ("kok-IN", None),
        ("english", None),
        ("", None),
        (",;,;q=1", None),
        ("ko;q=many, en;q=0.1", EN),
        ("ko;q=nan", None),
        ("ko;q=7, en", KO),
    ],
)
def test_the_language_that_fits_best_is_chosen(accepted: str, language: Language | None) -> None:
    assert choose_language(accepted) is language


def test_a_list_that_no_browser_sends_is_read_to_a_bound() -> None:
    assert choose_language("fr," * 200_000 + "ko") is None
