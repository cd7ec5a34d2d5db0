# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Finds the kind of answer: a list, a count, the first, yes or no, a length, the most."""

import re

_WANTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("LONGEST", re.compile(r"(?:가장|제일|젤)\s*(?:오래|오랫동안|길게|긴)|최장|\b(?:for the |the )?longest\b")),
    ("SHORTEST", re.compile(r"(?:가장|제일|젤)\s*(?:짧게|짧은|잠깐)|최단|\b(?:for the |the )?shortest\b|\bbriefest\b")),
    (
        "COUNT_PEOPLE",
        re.compile(
            r"몇\s*(?:명|사람|이나)|몇이(?:었|야|죠|지|에요|냐)|몇인(?:가요|지)|(?:사람|손님|고객|방문자|방문객)(?:이|은|의)?\s*(?:총\s*|모두\s*)?(?:몇\s*분|몇(?!\s*(?:시|번|초|분))|수(?=[는가를이\s?]|$))|[가-힣]{1,8}(?:자|객|범|꾼|도둑|인물|인원)(?:들)?(?:의)?\s*수(?=[는가를이도\s?]|$)|(?:인원|방문자|방문객|손님|고객)\s*수|총\s*인원|"
            r"얼마나\s*많은\s*(?:사람|손님|고객|인원)|(?:사람|손님|고객)[이은]?\s*얼마나\s*(?:많|왔|들어)|"
            r"\bhow many(?: (?:different|distinct|unique))?(?! (?:times|thefts?|fights?|entr(?:y|ies)|exits?|visits|events?|seconds|minutes|hours|collapses|incidents|falls))|"
            r"\bnumber of (?:different |distinct |unique )?(?:people|persons|visitors|customers|shoppers|men|women|children|▪|\w+(?:kers|ters|ders|lars|fters|bers|rers|ieves|als))|\bcount (?:the )?(?:people|visitors|customers)|\bhead ?count\b"
        ),
    ),
    (
        "COUNT_EVENTS",
        re.compile(
            r"몇\s*(?:번(?!\s*(?:째|사람|손님))|건|회|차례|개(?!월))|횟수|건수|빈도|얼마나\s*자주|"
            r"\bhow many(?= (?:times|thefts?|fights?|entr(?:y|ies)|exits?|visits|events?|collapses|incidents|falls))(?: times)?|\bhow often\b|\bnumber of\b|\bcount\b"
        ),
    ),
    (
        "DURATION",
        re.compile(
            r"얼마나\s*(?:오래|오랫동안|있|머[무물]|서\s*있|앉|서성|배회|기다|싸[우웠]|걸[렸려]|길게)|얼마\s*(?:동안|간)|몇\s*(?:분|초|시간)\s*(?:동안|이나|간|\s*있|\s*서|\s*머)|\bhow long\b|\bhow much time\b|\bhow many (?:seconds|minutes|hours)\b"
        ),
    ),
    ("MOST", re.compile(r"(?:가장|제일|젤)\s*(?:많|자주|붐|혼잡|북적)[가-힣]*|\bbusiest\b|\bmost (?:often|people|visitors|customers|frequent(?:ly)?|crowded|popular|time)\b|\bthe most\b(?! recent)")),
    (
        "FIRST",
        re.compile(
            r"누가\s*(?:더\s*)?(?:먼저|일찍)|(?:가장|제일|맨|젤)\s*(?:먼저|처음|일찍|빨리)|최초(?:로|의)?|(?<![가-힣])처음(?:으로)?|(?<![가-힣])첫(?:\s*번째)?(?:로)?|첫\s*(?=입장|방문|퇴장)|\bfirst\b|\bearliest\b"
        ),
    ),
    (
        "LAST",
        re.compile(
            r"누가\s*(?:더\s*)?(?:늦게|나중에)|(?:가장|제일|맨|젤)\s*(?:마지막|나중|늦게|최근)(?:에|으로)?|마지막(?:으로|에)?|최근(?:에)?|최후|\blast\b|\blatest\b|\bmost recent(?:ly)?\b|\bfinal\b"
        ),
    ),
)  # fmt: skip
_EMPTY = re.compile(
    r"없(?:었던|던|는|을)\s*(?:때|시간|동안|구간|순간)|언제[^?]*(?:아무도|사람이?|손님이?)\s*(?:안\s*|없)|비어\s*있|비었|텅\s*빈"
    r"|\bwhen\b[^?]*\b(?:nobody|no one|empty|deserted)\b|\bempty\b|\bdeserted\b"
)
# The copula contracts question words: 누군가요, 언젠지, 뭔데. 누군가 and 뭔가 alone mean somebody, something.
_QUESTION_WORD = re.compile(
    r"누[가구굴굽]|(?:누군|언젠|어딘|뭔)(?:가요|지|데|가(?=\s*[?.!]*$))|언제|어디|무엇|무슨|뭐|뭘|뭔\s*일|어떤|어느|어떻게|얼마|몇|왜|\b(?:who|whom|whose|when|where|what|which|how|why)\b"
)
_REQUEST = re.compile(
    r"보여|알려|찾아|세어|헤아려|조회|검색|골라\s*(?:줘|주)|추려|뽑아|말해|설명|정리|요약|나열|목록|\b(?:show|list|find|tell me (?:about|who|when|where|what)|describe|give me|summari[sz]e)\b"
)
# "있었는지 알려줘" asks whether, though it is a request.
_WHETHER_KO = re.compile(r"[았었였했됐]는지|[있없]는지")
_YES_OR_NO_KO = re.compile(r"(?:[어아지나니까요죠냐]|[있없었았였했]음|(?:은|는|던)가|는지)[\s▪?.!]*$|는지")
_YES_OR_NO_EN = re.compile(
    r"^[▪\s,]*(?:so |and |please |ok,? )*(?:did|does|do|was|were|is|are|has|have|had|can|could|any(?:one|body|thing)?)(?:n't)?\b"
    r"|\b(?:is|was|were|are) there\b|\b(?:whether|if) (?:any|some|there|the|a)\b|\bany(?:one|body)\b|\btell me if\b"
)
_PLACE = re.compile(
    r"어느\s*(?:쪽|편|선반|진열대|위치|곳|구역)|어디|어딘(?:가요|지|데)|\bwh(?:ich|at) (?:side|part|shelf|area|section|place|corner)\b|\bwhere\b"
)
_TIME = re.compile(
    r"언제|언젠(?:가요|지|데)|몇\s*시|몇\s*분에|시간대|어느\s*때|\b(?:when|what time|at which (?:time|moment))\b"
)
NEGATED_EXISTENCE = re.compile(
    r"아무(?:도|것도|\s*일도)|(?<!수\s)없[가-힣]*|\b(?:nobody|no one|none|nothing)\b|\b(?:there|was|were|is) no\b|\bno (?=[a-z])"
)


def detect_want(text: str) -> str:
    """The first kind of answer whose words are in the text; otherwise EXISTS for a yes-or-no question, else LIST."""
    if _EMPTY.search(text):
        return "EMPTY"
    for want, pattern in _WANTS:
        if pattern.search(text):
            return want
    if not _QUESTION_WORD.search(text) and _WHETHER_KO.search(text):
        return "EXISTS"
    if _QUESTION_WORD.search(text) or _REQUEST.search(text):
        return "LIST"
    if _YES_OR_NO_EN.search(text) or (re.search("[가-힣]", text) and _YES_OR_NO_KO.search(text)):
        return "EXISTS"
    return "LIST"


def find_compared(text: str) -> str | None:
    """What "the most" compares: sides of the frame ("어느 쪽에 사람이 가장 많았어"), moments, or people (None)."""
    if _PLACE.search(text):
        return "LOCATION"
    return "MOMENT" if _TIME.search(text) else None


def without_want_words(text: str) -> str:
    for _, pattern in _WANTS:
        text = pattern.sub(" ", text)
    return text
