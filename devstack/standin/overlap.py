"""local.overlap-v1: scores documents by the meaning and the words that they share with a query.

    score = 0.6 · max(0, cosine of the sentence vectors) + 0.4 · share of the query's terms that the document has

Both parts are in 0..1, and so is the score. Terms are English words without plain endings, numbers, and pairs of
neighbouring syllables of Korean words without their particles (a word of one syllable stays whole). Nothing is learned:
a score says how much is shared, not how likely the document answers the query.
"""

import asyncio
import re
from collections.abc import Sequence

import numpy as np

from devstack.bedrock.errors import ServiceError
from devstack.standin.embeddings import Encoder

_COSINE_WEIGHT = 0.6
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.:]\d+)*|[가-힣]+")
_STOP_WORDS = """
a an and any are at be been by can could did do does for from had has have how i in is it many me much of on or please
show tell that the their them there they this to was were what when where which who whom why will with you
언제 어디 누가 누구 무엇 뭐 몇 있나요 있어요 있는지 알려줘 보여줘 알려주세요 보여주세요
"""
_IGNORED_WORDS = frozenset(_STOP_WORDS.split())
# Longest first: 에서는 before 는.
_PARTICLE_LIST = """
에서는 에게서 으로는 까지는 부터는 이라고 에서도 에서 에게 으로 까지 부터 이나 보다 처럼 하고 에는 에도 과는 와는
은 는 이 가 을 를 의 에 도 로 와 과 만 나
"""
_PARTICLES = tuple(_PARTICLE_LIST.split())


class OverlapReranker:
    """The reranker; it shares the encoder with the embedding model."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    async def score(self, query: str, documents: Sequence[str]) -> list[float]:
        """Scores rounded to six digits; raises ServiceError for a text that is too long for the encoder."""
        return await asyncio.to_thread(self._score, query, documents)

    def _score(self, query: str, documents: Sequence[str]) -> list[float]:
        encoded = self._encoder.encode([query, *documents])
        vectors = []
        for embedding in encoded:
            if isinstance(embedding, ServiceError):
                raise embedding
            vectors.append(embedding.vector)
        cosines = np.stack(vectors[1:]) @ vectors[0]
        wanted = extract_terms(query)
        return [
            round(
                _COSINE_WEIGHT * min(1.0, max(0.0, float(cosine)))
                + (1 - _COSINE_WEIGHT) * compute_overlap(wanted, document),
                6,
            )
            for cosine, document in zip(cosines, documents, strict=True)
        ]


def compute_overlap(wanted: frozenset[str], document: str) -> float:
    """The share of the wanted terms that the document has, 0..1; 0 when nothing is wanted."""
    return len(wanted & extract_terms(document)) / len(wanted) if wanted else 0.0


def extract_terms(text: str) -> frozenset[str]:
    """The terms of a text, in lower case."""
    terms: set[str] = set()
    for word in _WORD.findall(text.lower()):
        if word in _IGNORED_WORDS:
            continue
        if "가" <= word[0] <= "힣":
            terms.update(_split_korean(word))
        else:
            terms.add(_stem(word))
    return frozenset(terms)


def _split_korean(word: str) -> list[str]:
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) > len(particle) + (len(particle) == 1):
            word = word.removesuffix(particle)
            break
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def _stem(word: str) -> str:
    for ending, least in (("ing", 4), ("ies", 3), ("ed", 4), ("es", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least - 1:
            return word.removesuffix(ending).rstrip("e") or word
    return word.rstrip("e") or word
