"""Divide a sentence into parts that each tell of something, with the citations that stand in each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.ask.checking.lexicon import Lexicon
from models.enums import Language

_MARK = re.compile(r"\s*\[(\d{1,4})\]")
_LAST_TOKEN = re.compile(r"(?:(?P<person>[Pp]-?\d+)|(?P<time>\d{1,3}:\d{2}(?::\d{2})?))\W*$")
_FIRST_TOKEN = re.compile(r"^\W*(?:and\s+)?(?:(?P<person>[Pp]-?\d+)|(?P<time>\d{1,3}:\d{2}))")


@dataclass(frozen=True, slots=True)
class Part:
    """text: without marks. numbers: what this part cites itself."""

    text: str
    numbers: tuple[int, ...]


def split_parts(sentence: str, lexicon: Lexicon, language: Language) -> list[Part]:
    """The parts of a sentence, in their order. A list of people, or of times, stays in one part."""
    edges = sorted(
        {0, len(sentence), *_find_dividers(sentence, lexicon), *_find_verb_ends(sentence, lexicon, language)}
    )
    parts = []
    for start, end in pairwise(edges):
        piece = sentence[start:end]
        parts.append(Part(_MARK.sub("", piece), tuple(int(number) for number in _MARK.findall(piece))))
    return _give_marks_back(parts)


def _find_dividers(sentence: str, lexicon: Lexicon) -> Iterator[int]:
    for match in lexicon.divider.finditer(sentence):
        before, after = _MARK.sub("", sentence[: match.start()]), sentence[match.end() :]
        last, first = _LAST_TOKEN.search(before), _FIRST_TOKEN.match(after)
        if last is None or first is None or last.lastgroup != first.lastgroup:
            yield match.start()


def _find_verb_ends(sentence: str, lexicon: Lexicon, language: Language) -> Iterator[int]:
    """Where a verb ends what is said of it: Korean puts the verb last."""
    if language is not Language.KO:
        return
    for match in lexicon.any_verb.finditer(sentence):
        end = _end_of_word(sentence, match.end())
        following = sentence[end : end + 12]
        if (negation := lexicon.negation.match(following.lstrip())) is not None or "\uc54a" in following[:4]:
            width = len(following) - len(following.lstrip()) + (0 if negation is None else negation.end())
            end = _end_of_word(sentence, end + max(1, width))
        yield end


def _end_of_word(sentence: str, at: int) -> int:
    while at < len(sentence) and not sentence[at].isspace() and sentence[at] not in ",.[(":
        at += 1
    return at


def _give_marks_back(parts: Sequence[Part]) -> list[Part]:
    """Parts with text. Marks that stand behind a part's last word belong to it."""
    kept: list[Part] = []
    for part in parts:
        if part.text.strip(" .,:;!?()") or not kept:
            kept.append(part)
        else:
            kept[-1] = Part(kept[-1].text + part.text, kept[-1].numbers + part.numbers)
    return kept
