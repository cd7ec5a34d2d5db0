"""The words of a question that a description may contain: no question words, Korean words without particles."""

import re

_WORD = re.compile(r"[A-Za-z0-9]+(?:'[a-z]+)?|[가-힣]+")
_ENGLISH_STOP_WORDS_TEXT = """
a about after all an and any anybody anyone anything are at be been before between by can could did do does
during each ever find for from give had happen happened has have he her him his how i in is it last list many me
most much of on or over people person please see she show some someone something tell than that the their them
then there they this through times to video was were what when where which while who whom why will with you
"""
_ENGLISH_STOP_WORDS = frozenset(_ENGLISH_STOP_WORDS_TEXT.split())
_KOREAN_STOP_WORDS_TEXT = """
누가 누구 누구야 언제 어디 어디서 무엇 무슨 뭐 뭘 어떤 어느 몇 명 번 건 있어 있나 있나요 있었어 있었나 있었나요
있습니까 있었습니까 있는지 있었는지 없어 없나 없었어 알려줘 알려주세요 보여줘 보여주세요 찾아줘 찾아주세요
말해줘 해줘 사람 사람이 사람은 사람을 영상 영상에서 장면 장면을 그 이 저 것 거 수 때 중에 가장 제일 모두 전부
얼마나 왜 어떻게
"""
_KOREAN_STOP_WORDS = frozenset(_KOREAN_STOP_WORDS_TEXT.split())
_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:에서|으로|에게|한테|까지|부터|처럼|이나|은|는|이|가|을|를|에|의|도|로|와|과|만)$"
)
_MAX_KEYWORDS = 8


def extract_keywords(text: str) -> list[str]:
    """At most eight keywords, in order; Korean ones without their particle."""
    keywords: dict[str, None] = {}
    for word in _WORD.findall(text):
        if word.lower() in _ENGLISH_STOP_WORDS or word in _KOREAN_STOP_WORDS:
            continue
        bare = _PARTICLE.sub("", word)
        if bare and bare not in _KOREAN_STOP_WORDS and (len(bare) > 1 or "가" <= bare <= "힣"):
            keywords.setdefault(bare)
    return list(keywords)[:_MAX_KEYWORDS]
