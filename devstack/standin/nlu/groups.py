# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Finds the grouping (by camera, by hour, …) or the average that a question asks for."""

import re
import unicodedata
from dataclasses import dataclass, replace

_KO_OF = r"(?:에서|에|은|는|이|가|을|를|의|로|으로|부터)?"
_MOST_KO = r"(?:(?:가장|제일|젤)\s*(?:붐비는|붐볐던|붐빈|바쁜|바빴던|혼잡한|혼잡했던|북적이는|손님이?\s*많은|손님이?\s*많았던|사람이?\s*많은|사람이?\s*많았던)\s*)"
_LEAST_KO = (
    r"(?:(?:가장|제일|젤)\s*(?:한가한|한가했던|조용한|조용했던|손님이?\s*적은|사람이?\s*적은|사람이?\s*적었던)\s*)"
)

# (column, words that name it in Korean, in English). Korean forms end in 별 or stand after 어느; English after "per".
_NAMED: tuple[tuple[str, str, str], ...] = (
    ("camera", r"카메라", r"cameras?"),
    ("video", r"(?:영상|비디오|동영상)", r"(?:videos?|clips?|recordings?)"),
    ("weekday", r"요일", r"(?:day of the week|weekday)s?"),
    ("hour", r"시간대?", r"hours?(?: of (?:the )?day)?"),
    ("day", r"(?:날짜|일자|하루|날|일)", r"(?:days?|dates?)"),
    ("type", r"(?:유형|종류|이벤트\s*(?:유형|종류)?)", r"(?:types?|kinds?|event types?)(?: of events?)?"),
    ("gender", r"성", r"(?:genders?|sex)"),
    ("age_group", r"(?:연령대?|나이대?)", r"age(?: groups?)?"),
    ("location", r"위치", r"(?:locations?|sides?)"),
)


def _each(korean: str, english: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![가-힣]){korean}\s*(?:별(?:로)?|마다){_KO_OF}(?![가-힣])|각\s*{korean}{_KO_OF}(?![가-힣])"
        rf"|\b(?:per|by|for each|each|on each|in each|broken down by|grouped by) {english}\b"
    )


def _which(korean: str, english: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:어느|어떤|무슨)\s*{korean}{_KO_OF}(?![가-힣])|\b(?:on |in |at |from )?(?:which|what) {english}\b"
    )


_EACH = tuple((column, _each(korean, english)) for column, korean, english in _NAMED)
# "무슨 일" asks what happened and "어느 위치" where: neither groups by day or side.
_WHICH = tuple(
    (column, _which("(?:날짜|일자|날)" if column == "day" else korean, english))
    for column, korean, english in _NAMED
    if column != "location"
)
# "What kind of person", "which gender was P1" group only with "the most".
_COMPARED_BY_THEMSELVES = ("camera", "video")
# "The busiest hour" asks for the most; "the quietest day" for the least.
_EXTREME = tuple(
    (column, least, re.compile(rf"{ko}{korean}{_KO_OF}(?![가-힣])|\b{en} {english}\b"))
    for column, korean, english in _NAMED
    if column in ("camera", "hour", "day", "weekday")
    for least, ko, en in (
        (False, _MOST_KO, r"(?:busiest|most crowded|peak)"),
        (True, _LEAST_KO, r"(?:quietest|slowest|least busy)"),
    )
)
_MOST_AT_END = re.compile(
    r"(?P<word>카메라|요일|시간대|날짜?|영상)(?:은|는|가|이)\s*(?:어디|언제|무엇|뭐|어느\s*것|몇\s*시)[가-힣]*"
)
_MOST_BEFORE = re.compile(
    r"(?:가장|제일|젤)\s*(?:(?P<least>적|한가)|많|붐|바[쁜빴]|혼잡)[가-힣]*\s*(?P<word>카메라|요일|시간대|날짜?|영상)(?:은|는|이|가)?(?![가-힣])"
)
# "사람이 가장 많이 들어온 시간대": a verb that ends in ㄴ is in between.
_MOST_DOING = re.compile(
    r"(?:가장|제일|젤)\s*(?:(?P<least>적게|뜸하게|드물게)|많이|자주)\s+(?P<doing>[가-힣\s]{1,16}?[가-힣])\s*"
    r"(?P<word>카메라|요일|시간대|시간|날짜?|영상)(?:은|는|이|가|을|를)?(?:\s*(?:어디|언제|무엇|뭐|몇\s*시)[가-힣]*)?(?![가-힣])"
)
_BOTH_GENDERS = re.compile(r"남녀\s*(?:비율|비|구성|성비)[가-힣]*|(?<![가-힣])성비[가-힣]*")
# "어느 카메라가 제일 붐볐어" compares people, not detected crowds.
_BUSY = re.compile(r"(?:가장|제일|젤)\s*(?:붐|바[쁜빴]|혼잡|북적)[가-힣]*|\b(?:the )?(?:busiest|most crowded)\b")
_GATHERING = re.compile(r"(?:몰[리린렸려]|모[이인였]|붐[비빈볐]|북적)[가-힣\s]*$")
MOST = re.compile(r"(?:가장|제일|젤)\s*(?:많|붐|바[쁜빴]|혼잡)[가-힣]*|\b(?:the )?most\b|\bbusiest\b")
_LEAST = re.compile(r"(?:가장|제일|젤)\s*(?:적|한가)[가-힣]*|\b(?:the )?(?:fewest|least)\b|\bquietest\b")
_AVERAGE_OF = (
    (
        "day",
        re.compile(
            r"하루(?:에|당)?\s*(?=몇\s*(?:명|번|건)\s*(?:꼴|씩))|(?:하루에?|일일|매일|일)\s*평균(?:적으로|으로|은)?|\b(?:daily average|average daily)\b"
        ),
    ),
    (
        "hour",
        re.compile(
            r"(?:한\s*시간에?|시간당|매시간)\s*평균(?:적으로|으로|은)?|평균\s*시간당|\b(?:hourly average|average hourly)\b"
        ),
    ),
)
_AVERAGE = re.compile(
    r"평균(?:적으로|적인|으로|은|이|을)?|\bon average\b|\b(?:the )?average\b|\bmean\b|\btypical(?:ly)?\b"
)
_STAY = re.compile(
    r"(?:얼마나|얼마\s*동안|몇\s*분|몇\s*초|시간|오래|머[무문물]|체류)|\b(?:how long|stay|stays|stayed|time|duration|long|length|visit|visits|dwell)\b"
)
_BY_WORD = {
    "카메라": "camera",
    "요일": "weekday",
    "시간대": "hour",
    "시간": "hour",
    "날": "day",
    "날짜": "day",
    "영상": "video",
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """column: the grouping, or "". extreme: "most", "least" or "". rest: the text without these words.

    average: an average is asked for. stay: of durations; otherwise of counts.
    """

    rest: str
    column: str = ""
    extreme: str = ""
    average: bool = False
    stay: bool = False

    @property
    def is_asked_for(self) -> bool:
        return bool(self.column or self.average)


def read_grouping(text: str) -> Grouping:
    """The grouping that a normalized text asks for."""
    text = _BOTH_GENDERS.sub("성별로 몇 명", text)
    for column, pattern in _AVERAGE_OF:
        if pattern.search(text):
            return Grouping(pattern.sub(" ", text), column, average=True)
    average = _AVERAGE.search(text) is not None
    text = _AVERAGE.sub(" ", text)
    stay = average and _STAY.search(text) is not None
    compared = _read_extreme(text) or _read_extreme_before(text) or _read_extreme_doing(text)
    if compared is not None:
        return replace(compared, average=average, stay=stay)
    column, text = _column(text)
    if not column:
        return Grouping(text, average=average, stay=stay)
    extreme = "most" if MOST.search(text) else "least" if _LEAST.search(text) else ""
    return Grouping(_BUSY.sub(" ", _LEAST.sub(" ", text)), column, extreme, average, stay)


def _read_extreme(text: str) -> Grouping | None:
    """The busiest or quietest of what the question names with it: "the busiest hour"."""
    for column, least, pattern in _EXTREME:
        if pattern.search(text):
            return Grouping(pattern.sub(" ", text, count=1), column, "least" if least else "most")
    return None


def _read_extreme_before(text: str) -> Grouping | None:
    before = _MOST_BEFORE.search(text)
    if before is None:
        return None
    extreme = "least" if before.group("least") else "most"
    return Grouping(_MOST_BEFORE.sub(" ", text), _BY_WORD[before.group("word")], extreme)


def _read_extreme_doing(text: str) -> Grouping | None:
    doing = _MOST_DOING.search(text)
    if doing is None or not _is_adnominal(doing.group("doing")):
        return None
    done = "" if _GATHERING.search(doing.group("doing")) else doing.group("doing")
    rest = f"{text[: doing.start()]} {done} {text[doing.end() :]}"
    return Grouping(rest, _BY_WORD[doing.group("word")], "least" if doing.group("least") else "most")


def _is_adnominal(verb: str) -> bool:
    """Whether a Korean verb form modifies a noun: 들어온, 찍힌, 나가는."""
    return unicodedata.normalize("NFD", verb[-1])[-1] == "\u11ab"


def _column(text: str) -> tuple[str, str]:
    extreme = MOST.search(text) or _LEAST.search(text)
    for column, pattern in (*_EACH, *_WHICH):
        is_asked = (column, pattern) in _EACH or extreme or column in _COMPARED_BY_THEMSELVES
        if is_asked and pattern.search(text):
            return column, pattern.sub(" ", text, count=1)
    ends = _MOST_AT_END.search(text)
    if ends is not None and extreme:
        return _BY_WORD[ends.group("word")], text[: ends.start()] + " " + text[ends.end() :]
    return "", text
