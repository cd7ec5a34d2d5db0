# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Finds what a question about pictures asks for, and which parts of it detection cannot answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    COLOUR = "COLOUR"
    CHANGE = "CHANGE"
    ORDER = "ORDER"
    MOTION = "MOTION"
    POSTURE = "POSTURE"
    COUNT = "COUNT"
    OBJECTS = "OBJECTS"
    DOING = "DOING"
    WHERE = "WHERE"
    ANYBODY = "ANYBODY"
    SCENE = "SCENE"


_TOPICS: Sequence[tuple[Topic, re.Pattern[str]]] = [
    (topic, re.compile(pattern, re.IGNORECASE))
    for topic, pattern in (
        (Topic.CHANGE, r"바뀌|바뀐|변했|변화|달라|차이|\bchang|\bdiffer|\bcompared?\b"),
        (Topic.COLOUR, r"무슨\s*색|어떤\s*색|색(?:깔|상)?[은이을]|(?:무슨|어떤)\s*옷|뭐\s*입|무엇을\s*입|옷차림|\bwhat colou?rs?\b|\bwhich colou?r\b|\bcolou?rs? (?:is|are|of)\b|\b(?:is|are|what|who).*\bwear"),
        (Topic.ORDER, r"먼저|첫\s*번째로\s*(?:온|들어)|누가\s*처음|\bfirst\b.*\b(?:came|come|arriv|enter)|\b(?:came|come|arriv|enter)\w*\b.*\bfirst\b|\bwho (?:is|was) first\b"),
        (Topic.MOTION, r"움직|가만히|멈춰|걷고|걸어|뛰|\bmov(?:e|es|ed|ing)\b|\bstill\b|\bwalk|\brunn?|\bstationary\b"),
        (Topic.POSTURE, r"서\s*있|누워|쓰러|넘어져|자세|\bstanding\b|\blying\b|\bfallen?\b|\bon the floor\b|\bposture\b"),
        (Topic.COUNT, r"몇\s*(?:명|사람|분)|인원|\bhow many (?!(?:chairs|bottles|objects|things))(?:\w+ )?(?:people|persons|visitors|customers|shoppers|men|women|children|are|individuals)\b|\bnumber of people\b|\bcount\b"),
        (Topic.OBJECTS, r"물건|물체|사물|가구|가방|무엇이\s*있|뭐가\s*있|\bobjects?\b|\bthings?\b|\bitems?\b|\bfurniture\b|\bbags?\b"),
        (Topic.DOING, r"(?:뭐|무엇|뭘|무얼)(?:을)?\s*하|무슨\s*행동|행동|하고\s*있|무슨\s*일|\bdoing\b|\bbehav|\bacting\b|\bhappen|\bgoing on\b|\bwent on\b"),
        (Topic.WHERE, r"어디|어느\s*쪽|위치|왼쪽|오른쪽|가운데|중앙|\bwhere\b|\bwhich side\b|\bleft\b|\bright\b|\bmiddle\b|\bcent(?:re|er)\b"),
        (Topic.ANYBODY, r"누가|누구|사람이?\s*있|아무도|\banyone\b|\banybody\b|\bsomeone\b|\bnobody\b|\bno one\b|\bwho\b|\bis there a person\b|\bempty\b|비어"),
        (Topic.SCENE, r"묘사|설명|장면|보이|보여|화면|\bdescribe\b|\bscene\b|\bsee\b|\bvisible\b|\bon screen\b|\bshow|\blook"),
    )
]  # fmt: skip

# What detection cannot answer: pattern in a question, and its English and Korean name.
_UNSUPPORTED: Sequence[tuple[re.Pattern[str], str, str]] = [
    (re.compile(pattern, re.IGNORECASE), english, korean)
    for pattern, english, korean in (
        (r"\bage\b|\bhow old\b|\bold\b|\byoung|\bchild|\bkids?\b|\belderly|\bteenage|\badults?\b|나이|연령|몇\s*살|노인|어린이|아이[가는를들]|청년|중년|젊|늙|미성년|성인", "age", "나이"),
        (r"\bgender\b|\bsex\b|\b(?:is|are|was)\b.*\b(?:man|woman|male|female|men|women)\b|\bmale or\b|\bman or\b|\bhow many (?:wo)?men\b|성별|남자|여자|남성|여성", "gender", "성별"),
        (r"\bwho (?:is|are|was) (?:this|that|he|she|it|they|the)\b|\bidentif|\bidentity\b|\bname of\b|\bwhose\b|\brecogni[sz]e\b|신원|이름|누군지|아는\s*사람|직원", "identity", "신원"),
        (r"\bsteal|\bstole|\btheft\b|\bthie[fv]|\bshoplift|\bpocket(?:ed|ing)|절도|훔[치쳤친]|도난|도둑", "theft", "절도"),
        (r"\bfight|\bpunch|\bhit(?:s|ting)?\b|\bassault|\bviolen|\bthreat|싸우|싸움|싸웠|폭행|폭력|때[리렸린]|위협", "fighting", "싸움"),
        (r"\bsmok|\bcigarette|흡연|담배", "smoking", "흡연"),
        (r"\bvandal|\bdamag|\bgraffiti|\bbroke\b|\bbreaking\b|파손|기물|부[수쉈순]|낙서", "vandalism", "기물 파손"),
        (r"\bemotion|\bhappy\b|\bangry\b|\bsad\b|\bmood\b|\bfeel|\bsmil|\bnervous|감정|표정|화[난났]|슬[픈퍼]|기분|웃|불안|긴장", "emotion", "감정"),
        (r"\bread\b|\bwritten\b|\bsigns?\b (?:say|read)|\btext\b|\blicen[cs]e plate|\bbrand|\blogo|글자|문자|간판|번호판|상표|적혀|쓰여", "written text", "글자"),
        (r"\bsay(?:s|ing)?\b|\bsaid\b|\btalk|\bspeak|\bsound|\bhear|말하|말했|대화|소리|이야기", "speech", "말소리"),
        (r"\bwhy\b|\bintend|\bintention|\bplan(?:s|ning)?\b|\bsuspicious|\bthinking\b|왜|의도|속셈|수상|생각", "intentions", "의도"),
        (r"\bweapon|\bknife|\bgun\b|무기|흉기|총을|칼을", "weapons", "무기"),
        (r"\bface\b|\bhair|\bglasses\b|\bmask|\bhat\b|\bcap\b|얼굴|머리|안경|마스크|모자", "faces and what is worn on the head", "얼굴과 머리에 쓴 것"),
        (r"\btall|\bheight\b|\bweigh|\bheavy\b|키[가는]|몸무게", "height and weight", "키와 몸무게"),
        (r"\bhold|\bcarr(?:y|ies)|\bpick(?:s|ed|ing)?\b|\btouch|\bbuy|\bpay|들고|집어|집었|만지|만졌|계산|샀|구매", "what hands do", "손으로 하는 일"),
        (r"\brelat(?:ed|ion)|\bfriends?\b|\bfamily\b|\bcouple\b|일행|친구|가족|연인|부부", "how people are related", "사람들의 관계"),
    )
]  # fmt: skip

_COLOUR_WORDS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "red": r"\bred\b|빨간|빨강|붉은",
        "orange": r"\borange\b|주황",
        "yellow": r"\byellow\b|노란|노랑",
        "green": r"\bgreen\b|초록|녹색",
        "navy": r"\bnavy\b|남색|네이비",
        "blue": r"(?<!navy )\bblue\b|파란|파랑|푸른",
        "purple": r"\bpurple\b|보라",
        "pink": r"\bpink\b|분홍",
        "brown": r"\bbrown\b|갈색",
        "beige": r"\bbeige\b|베이지",
        "white": r"\bwhite\b|하얀|흰|하양",
        "grey": r"\bgr[ea]y\b|회색",
        "black": r"\bblack\b|검은|검정|까만",
    }.items()
}
_FIRST_FRAME = re.compile(r"처음에|시작할\s*때|시작\s*부분|\bat the (?:very )?(?:start|beginning)\b", re.IGNORECASE)
_LAST_FRAME = re.compile(r"마지막에|끝에|끝날\s*때|\bat the (?:very )?end\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FrameQuestion:
    """topics: the most specific first. unsupported: (English, Korean) names. colour: of the clothes of the person meant.

    frame_index: 0 for "at the start", -1 for "at the end".
    """

    topics: Sequence[Topic]
    unsupported: Sequence[tuple[str, str]]
    colour: str | None
    frame_index: int | None


def parse_frame_question(question: str) -> FrameQuestion:
    topics = [topic for topic, pattern in _TOPICS if pattern.search(question)]
    colour = next((name for name, pattern in _COLOUR_WORDS.items() if pattern.search(question)), None)
    end = 0 if _FIRST_FRAME.search(question) else -1 if _LAST_FRAME.search(question) else None
    cannot = [(english, korean) for pattern, english, korean in _UNSUPPORTED if pattern.search(question)]
    return FrameQuestion(topics, cannot, colour, end)
