# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Patterns of people's attributes, sides of the frame, ordinals, and words about footage."""

import re

from devstack.standin.nlu.lexicon import PLACE_NOUN

_END = r"[가-힣]*"

# (genders, ages, pattern); words that say both come first.
PEOPLE: tuple[tuple[tuple[str, ...], tuple[str, ...], re.Pattern[str]], ...] = (
    (("FEMALE",), ("OLD",), re.compile(rf"할머니{_END}|\b(?:old|elderly) (?:wom[ae]n|lad(?:y|ies))\b|\bgrandmothers?\b")),
    (("MALE",), ("OLD",), re.compile(rf"할아버지{_END}|\b(?:old|elderly) (?:m[ae]n|guys?)\b|\bgrandfathers?\b")),
    (("FEMALE",), ("CHILD",), re.compile(rf"소녀{_END}|여자\s*(?:아이|애){_END}|여아{_END}|\bgirls?\b")),
    (("MALE",), ("CHILD",), re.compile(rf"소년{_END}|남자\s*(?:아이|애){_END}|남아(?!\s*있|서){_END}|\bboys?\b")),
    (("FEMALE",), ("YOUNG",), re.compile(rf"아가씨{_END}|젊은\s*여[자성]{_END}|\byoung (?:wom[ae]n|lad(?:y|ies))\b")),
    (("MALE",), ("YOUNG",), re.compile(rf"젊은\s*남[자성]{_END}|\byoung (?:m[ae]n|guys?)\b")),
    (("FEMALE",), (), re.compile(rf"여[자성](?!동){_END}|아주머니{_END}|아줌마{_END}|\b(?:wom[ae]n|females?|lad(?:y|ies))\b")),
    (("MALE",), (), re.compile(rf"남[자성]{_END}|아저씨{_END}|\b(?:m[ae]n|males?|guys?|gentlem[ae]n)\b")),
    ((), ("CHILD",), re.compile(rf"어린이{_END}|어린\s*아이{_END}|(?<![가-힣])아이(?!템|스|디|폰)(?:들)?(?:이|가|은|는|도|을|를|의|와|과|랑|에게)?(?![가-힣])|꼬마{_END}|아동{_END}|(?<![가-힣])어린(?=\s+[여남])|\b(?:child(?:ren)?|kids?|toddlers?)\b")),
    ((), ("YOUNG",), re.compile(rf"청년{_END}|젊은(?:\s*(?:사람|이|손님|고객|분){_END})?|\byoung(?:er)?(?: (?:person|people|customers?|visitors?|adults?))?\b|\bteenagers?\b")),
    ((), ("MIDDLE",), re.compile(rf"중년{_END}|\bmiddle[\s-]aged(?: (?:person|people))?\b")),
    ((), ("OLD",), re.compile(rf"노인{_END}|어르신{_END}|고령{_END}|(?:나이|연세)\s*(?:든|드신|많은|많으신)(?:\s*(?:사람|분|손님){_END})?|늙은|\b(?:elderly|old|older) (?:person|people|customers?|visitors?)\b|\b(?:seniors?|elderly)\b|\bold(?= (?:fe)?males?\b)")),
)  # fmt: skip

_SIDE_PARTICLES = r"(?:으로|에서|에는|에|의|은|이|을|만|도|부터|까지)?"
_KOREAN_PLACE = rf"(?:\s*(?:편|측|쪽)?{_SIDE_PARTICLES}\s*(?:선반|진열대|매대|벽|통로|구역|코너|구석)(?:\s*(?:앞|옆|근처|쪽))?)?{_SIDE_PARTICLES}"
_THE = r"(?:(?:on|to|at|from|in|near|by|toward|towards|of|along)\s+)?(?:the\s+)?(?:far\s+|very\s+)?"
_AT_THE = r"(?:on|to|at|from|in|near|by|toward|towards|of|along)\s+(?:the\s+)?(?:far\s+|very\s+)?"


def _side(korean: str, english: str) -> re.Pattern[str]:
    """The pattern of a side. In English it needs a preposition or a noun of place, since "left" is also a verb."""
    return re.compile(
        rf"(?:{korean}){_KOREAN_PLACE}|\b{_AT_THE}{english}(?:{PLACE_NOUN}|(?![a-z]))(?! (?:now|after|before))"
        rf"|\b{_THE}{english}{PLACE_NOUN}\b|\bthe {english}(?=\s*[?.!]*$)|\b{english}(?=\s+(?:or|and)\s+(?:the\s+)?(?:left|right|cent(?:er|re)|middle)\b)"
    )


SIDES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("CENTER", _side(r"한?가운데|중앙|중간(?!에\s*나)", r"(?:cent(?:er|re)|middle)(?![\s-]aged)")),
    ("LEFT", _side(r"왼\s*[쪽편]|좌측|왼(?=\s*선반)", "left")),
    ("RIGHT", _side(r"오른\s*[쪽편]|우측|오른(?=\s*선반)", "right")),
)

_PERSON_KO = r"(?:사람|손님|고객|방문자|방문객|인물|분|명)"
_PERSON_EN = r"(?:person|visitor|customer|shopper|guest|man|woman|one)"
PERSON_WORD = re.compile(
    rf"(?:사람|손님|고객|방문자|방문객|인물|인원){_END}|누[가구]{_END}|아무[도나]?{_END}"
    r"|\b(?:persons?|people|visitors?|customers?|shoppers?|guests?|who|whom|whose|anyone|anybody|someone|somebody|everyone|everybody|nobody|no one|none)\b"
)
TRACK = re.compile(r"\bp(\d{1,4})(?!\d)|(?<!\d)(\d{1,3})\s*번\s*(?:사람|손님|고객|방문자|방문객|인물)")
# The nth person, optionally with "who came in".
VISITOR_KO = re.compile(
    rf"(?P<n>(?<![가-힣])첫(?=\s*(?:손님|사람|고객|방문))|(?<!\d)\d+\s*번째|첫\s*번째|맨\s*마지막|마지막)(?:\s*으?로)?\s*"
    rf"(?:(?:들어\s*온|입장한|방문한|온)\s*)?{_PERSON_KO}(?:들)?(?P<end>이|은|는|가|을|를|의|도)?(?![가-힣])"
)
VISITOR_EN = re.compile(
    rf"\b(?:the\s+)?(?P<n>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|last|final)\s+{_PERSON_EN}(?:'s)?\b"
    r"(?!\s+(?:who|that|to)\s+(?!(?:came|come|entered|enter|arrived?|visit(?:ed)?)(?:\s+in)?\s+\w))"
    r"(?:\s+(?:who|that|to)\s+(?:came|come|entered|enter|arrived?|visit(?:ed)?)(?:\s+in)?\b(?=\s+\w))?"
)
VISITOR_NUMBERED = re.compile(
    r"\b(?:the\s+)?(?:person|visitor|customer|shopper|guest)\s+(?:number|no\.|#)\s*(?P<n>\d{1,3})(?:'s)?\b"
)
NTH = re.compile(r"(?:(?<!\d)(?P<ko>\d+)\s*번째(?:로)?)|\b(?P<en>second|third|fourth|fifth|\d+(?:nd|rd|th|st))\b")
SAME_PERSON = re.compile(
    r"(?<![가-힣])(?:그|이|저|같은|방금\s*그)\s*(?:사람|손님|고객|남자|여자|아이|분|방문자)(?:들)?(?:이|은|는|가|을|를|의|도)?(?![가-힣])|(?<![가-힣])(?:그는|그녀는?|걔[는가]?|그들은?)"
    r"|\b(?:(?:that|this|the same)\s+(?:person|man|woman|visitor|customer|guy|child)|he|she|him|her|they|them)\b"
)
# Follows a person who is searched for, though the person is the object: "여자를 찾아줘".
OBJECT_AFTER = re.compile(r"\s*(?:찾|보여|보[아여고]|알려|설명|확인|추적|말해|세어|세[어고])")
# Precedes a person to whom something is done.
OBJECT_BEFORE = re.compile(
    r"\b(?:help(?:s|ed|ing)?|assist(?:s|ed|ing)?|push(?:es|ed|ing)?|shov(?:e|es|ed|ing)|hit|punch(?:es|ed)?|attack(?:s|ed)?|"
    r"follow(?:s|ed|ing)?|touch(?:es|ed)?|talk(?:s|ed|ing)? (?:to|with)|beside|next to)\s+(?:the|an?)\s*$"
)
POLITE = re.compile(r"\b(?:(?:can|could|would|will) you )?(?:please )?help me(?: to)?\b")
FOLLOWS = re.compile(r"^(?:그럼|그러면|그렇다면|그리고)\s*|^(?:and\s+)?(?:what|how)\s+about\b|^and\b|^then\b")

# Words for conditions that no field of an event holds, so that they are searched for as text. Averages and returning
# visitors are here too: ignoring them would answer another question.
DESCRIPTIVE = re.compile(
    r"빨간|빨강|붉은|파란|파랑|푸른|검은|검정|까만|흰|하얀|하양|노란|노랑|초록|녹색|분홍|보라|회색|갈색|주황|"
    r"옷|모자|가방|배낭|안경|우산|마스크|외투|코트|셔츠|바지|치마|운동화|휴대폰|핸드폰|전화|유모차|카트|장바구니|자전거|"
    r"강아지|고양이|자동차|칼|무기|총[을이기]|총으로|권총|직원|경찰|배달|택배|유니폼|화장실|창고|계산대|평균|재방문|다시|두\s*번|같은\s*사람|동일|"
    r"\b(?:red|blue|black|white|yellow|green|pink|purple|gr[ae]y|brown|orange|"
    r"hats?|caps?|bags?|backpacks?|glasses|umbrellas?|masks?|coats?|jackets?|shirts?|trousers|jeans|skirts?|dress(?:es)?|hood(?:ie)?s?|"
    r"phones?|strollers?|carts?|baskets?|bicycles?|bikes?|dogs?|cats?|cars?|trucks?|kni(?:fe|ves)|weapons?|guns?|uniforms?|"
    r"employees?|staff|police|courier|delivery|restrooms?|toilets?|checkout|average|median|twice|again|return(?:s|ed|ing)?|same person|laptops?|bottles?)\b"
)
FOOTAGE = re.compile(
    r"영상|동영상|비디오|화면|장면|녹화|카메라|cctv|씨씨티비|매장|가게|상점|점포|선반|진열대|매대|통로|이벤트|"
    r"나[온오와왔]|등장|찍[힌혔히]|무슨\s*일|어떤\s*일|무엇이?\s*(?:보|찍|있)|뭐가?\s*(?:보|찍|있)|일어[나난났]|"
    r"\b(?:video|footage|clip|recording|recorded|camera|cctv|scenes?|store|shop|shelf|shelves|aisle|events?|on screen|"
    r"happen(?:s|ed|ing)?|going on|went on|appear(?:s|ed|ing)?|can you see|do you see|visible)\b"
)
