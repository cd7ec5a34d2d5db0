# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Patterns of event types in Korean and English.

Korean patterns match a stem with or without spaces, up to the end of the word, so that they include endings and
particles. Earlier entries are tried first: specific ones take their words before general ones.
"""

import re

from models.event_types import EVENT_TYPES

# The rest of a Korean word.
_END = r"[가-힣]*"


def _korean(*stems: str) -> str:
    return "|".join(f"(?:{stem}){_END}" for stem in stems)


def _english(*words: str) -> str:
    return r"\b(?:" + "|".join(words) + r")\b"


def _entry(korean: str, english: str) -> re.Pattern[str]:
    return re.compile(f"{korean}|{english}")


# "left" is a side with a determiner or a noun of place; otherwise it is the past of "leave".
PLACE_NOUN = r"(?:[\s-]*(?:hand\s+)?(?:side|shelf|shelves|aisle|rack|racks|wall|corner|part|half|edge|end|display|counter|area|third))"

# Types, and the words that name them.
Entries = tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]

EVENTS: Entries = (
    (
        ("INTRUSION",),
        _entry(
            _korean(r"침입", r"무단\s*(?:으로\s*)?(?:출입|침입|들어)", r"몰래\s*들어"),
            _english(r"intru(?:de[sd]?|ding|sions?|ders?)", r"trespass\w*", r"break(?:s|ing)?[\s-]+ins?", r"broke in(?:to)?", r"burglar\w*"),
        ),
    ),
    (
        ("THEFT",),
        _entry(
            _korean(r"훔[치친쳐쳤칠]", r"도난", r"절도", r"도둑", r"소매치기", r"(?:슬쩍|몰래)\s*(?:가져|챙|들고)", r"슬쩍\s*(?:하|한|했)", r"빼돌[리린렸려]", rf"몰래\s*(?:가방|주머니|옷){_END}\s*(?:넣|숨[기긴겼]|감[추춘췄])", r"계산\s*(?:안\s*하|하지\s*않)고?\s*(?:가져|나)"),
            _english(r"st(?:eal|ole|olen|eals|ealing)", r"thefts?", r"thie(?:f|ves)", r"shoplift\w*", r"rob(?:s|bed|bing|bery|beries|bers?)?"),
        ),
    ),
    (
        ("COLLAPSE",),
        _entry(
            _korean(r"쓰러[지진져졌질짐]", r"넘어[지진져졌질]", r"실신", r"기절", r"졸도", r"주저\s*앉", r"누워", r"누[운웠]", r"낙상"),
            _english(
                r"collaps\w*", r"f(?:all|alls|ell|allen|alling)(?:\s+(?:down|over))?", r"faint(?:s|ed|ing)?",
                r"pass(?:es|ed|ing)? out", r"l(?:ying|ay)(?: down)? on the (?:floor|ground)", r"unconscious",
            ),
        ),
    ),
    (
        ("FIGHTING",),
        _entry(
            _korean(r"싸[우운울웠움워]", r"다[투툰툴퉜툼]", r"몸싸움", r"폭행", r"폭력", r"때[리린릴렸려]", r"난투", r"주먹", r"시비"),
            _english(
                r"(?:g(?:et|ets|etting|ot) into (?:an? )?)?f(?:ight|ights|ought|ighting)", r"brawl\w*", r"violen(?:t|ce)", r"assault\w*",
                r"punch(?:es|ed|ing)?", r"kick(?:s|ed|ing)?", r"hit(?:s|ting)?", r"attack\w*", r"scuffle\w*",
            ),
        ),
    ),
    (
        ("VANDALISM",),
        _entry(
            _korean(r"부[수순술쉈숴]", r"(?:기물\s*)?파손", r"훼손", r"낙서", r"깨[뜨트]"),
            _english(r"vandal\w*", r"damag\w*", r"smash\w*", r"graffiti", r"br(?:eak|eaks|oke|oken|eaking)", r"destroy\w*"),
        ),
    ),
    (
        ("SMOKING",),
        _entry(
            _korean(r"흡연", rf"담배{_END}(?:\s*(?:피|태){_END})?"),
            _english(r"smok(?:e|es|ed|ing|ers?)", r"cigarettes?", r"vap(?:e|es|ed|ing)"),
        ),
    ),
    (
        ("CROWDING",),
        _entry(
            _korean(r"붐[비빈볐빌벼]", r"혼잡", r"몰[려렸린릴리]", r"인파", r"북적", r"밀집"),
            _english(r"crowd\w*", r"packed", r"congest\w*"),
        ),
    ),
    (
        ("LOITERING",),
        _entry(
            _korean(r"서성", r"배회", r"어슬렁", r"기웃", r"맴[도돈돌]"),
            _english(
                r"loiter\w*", r"linger\w*", r"h(?:ang|angs|ung|anging)(?: out)? (?:around|about)", r"hang(?:ing)? out",
                r"wander\w*", r"prowl\w*", r"lurk\w*",
            ),
        ),
    ),
    (
        ("FIGHTING", "VANDALISM", "ANOMALY"),
        _entry(_korean(r"난동", r"행패", r"소란"), _english(r"commotions?", r"disturbances?", r"rampag\w*", r"ruckus")),
    ),
    (
        ("COLLAPSE", "FIGHTING", "ANOMALY"),
        _entry(_korean(r"위급", r"응급", r"긴급", r"비상\s*(?:상황|사태)", r"(?<![가-힣])사고", r"도움[이을]?\s*(?:필요|요청|구)", r"구조", r"다[친쳤치]", r"부상"), _english(r"emergenc(?:y|ies)", r"accidents?", r"(?:need(?:s|ed|ing)?|call(?:s|ed|ing)? for|ask(?:s|ed|ing)? for) (?:\w+ )?(?:help|assistance)", r"injur\w+", r"hurt", r"in trouble")),
    ),
    (
        ("THEFT", "COLLAPSE", "FIGHTING", "VANDALISM", "INTRUSION", "ANOMALY"),
        _entry(
            _korean(r"위험", r"별\s*일", r"별다른\s*일", r"(?<![가-힣])문제"),
            _english(r"danger\w*", r"unsafe", r"incidents?", r"problems?", r"trouble", r"(?:any|some)thing (?:wrong|bad)", r"go(?:es|ne)? wrong", r"went wrong"),
        ),
    ),
    (
        ("THEFT", "FIGHTING", "VANDALISM", "INTRUSION"),
        _entry(_korean(r"범죄", r"불법", r"범인"), _english(r"crim(?:e|es|inal|inals)", r"illegal\w*")),
    ),
    (
        ("LOITERING", "THEFT", "INTRUSION", "ANOMALY"),
        _entry(_korean(rf"(?:수상|의심|미심)(?:한|쩍|하|스러|스런|스럽){_END}(?:\s*(?:행동|사람|움직임|점){_END})?"), _english(r"suspicious\w*", r"suspect(?!ed)\w*", r"shady", r"sketchy", r"fishy")),
    ),
    (
        ("ANOMALY",),
        _entry(
            _korean(rf"이상(?:한|했){_END}(?:\s*(?:행동|점|일){_END})?", r"이상\s*(?:행동|징후|상황|현상)", r"특이(?:한|\s*사항)"),
            _english(r"anomal\w*", r"unusual\w*", r"strange\w*", r"odd", r"abnormal\w*", r"weird\w*"),
        ),
    ),
    (
        ("PERSON_ENTER",),
        _entry(
            _korean(r"(?:걸어|뛰어|달려)\s*들어\s*[오온왔올와]", r"들어\s*[오온왔올와옵간가갔갈]", r"입장", r"입실"),
            _english(
                r"enter(?:s|ed|ing)?", r"entr(?:y|ies|ances?)", r"(?:c(?:ome|omes|ame|oming)|walk(?:s|ed|ing)?|g(?:o|oes|oing)|went|gone|get(?:s|ting)?|got) in(?:to|side)?",
                r"arriv(?:e|es|ed|als?|ing)", r"(?:show|turn)(?:s|ed)? up", r"visit(?:s|ed|ing)?",
            ),
        ),
    ),
    (
        ("PERSON_ENTER", "PERSON_EXIT"),
        _entry(_korean(r"출입", r"드나[드든들]", r"들락날락", r"왕래"), _english(r"(?:c(?:ome|ame|oming)|went|go(?:ing)?) and (?:go|went|gone|going|come|came)")),
    ),
    (
        ("WALKING",),
        _entry(
            _korean(r"지나\s*[가간갔치친쳤쳐다]", r"걸어\s*(?:다니|다닌|다녔|가|간|갔)", r"걸[어은었음]", r"걷", r"돌아\s*다[니닌녔]", r"이동", r"움직[이인였임]", r"보행", r"거[닐니]"),
            _english(
                r"walk(?:s|ed|ing)?(?: (?:past|by|around|along|across|through))?", r"pass(?:es|ed|ing)?(?: (?:by|through))?",
                r"strol\w+", r"mov(?:e|es|ed|ing|ement)(?: (?:around|about))?",
            ),
        ),
    ),
    (
        ("PERSON_EXIT",),
        _entry(
            _korean(r"나[가간갔갈감]", r"(?:에서|밖으로|밖에)\s*나[와온왔올]", r"걸어\s*나[와온왔올]", r"(?<![가-힣])나왔다가", r"퇴장", r"떠[나난났날]", r"빠져\s*[나가]", r"퇴실", r"돌아\s*[가갔간]", r"사라[지진졌]"),
            _english(
                r"left(?! (?:hand|side|shelf|shelves|aisle|or right|and right))", r"leav(?:e|es|ing)", r"exit(?:s|ed|ing)?",
                r"(?:g(?:o|oes|oing)|went|walk(?:s|ed|ing)?|c(?:ome|ame|oming)|g(?:et|ot)) (?:out|away|off)",
                r"depart\w*", r"disappear(?:s|ed|ing)?",
            ),
        ),
    ),
    (
        ("RUNNING",),
        _entry(_korean(r"(?<![가-힣])뛰[어는었다고며]", r"(?<![가-힣])뛴", r"달[리린렸려]", r"도망", r"질주"), _english(r"r(?:un|uns|an|unning)(?: away)?", r"sprint\w*", r"rush\w*", r"fle[ed]\w*")),
    ),
    (
        ("SITTING",),
        _entry(_korean(rf"앉[아은았고는]{_END}(?:\s*있{_END})?"), _english(r"s(?:it|its|at|itting|eated)(?: down)?")),
    ),
    (
        ("STANDING", "LOITERING"),
        _entry(_korean(r"기다[리린렸려]", r"대기"), _english(r"wait(?:s|ed|ing)?", r"queu\w+")),
    ),
    (
        ("STANDING",),
        _entry(
            _korean(
                rf"(?<![가-힣])서\s*있{_END}", rf"(?<=[앞옆뒤쪽데반간]에)서\s*있[던는는다]{_END}", r"(?<![가-힣])서[서지]", r"(?<![가-힣])섰", r"(?<![가-힣])선(?=\s+(?:사람|손님|고객))",
                rf"멈[춰추춘췄춤출]{_END}(?:\s*(?:서|섰|선){_END})?", r"정지", r"가만히(?:\s*있)?", r"정차",
            ),
            _english(r"st(?:and|ands|ood|anding)(?: still)?", r"st(?:op|ops|opped|opping)", r"paus(?:e|es|ed|ing)", r"stay(?:s|ed|ing)? still", r"still"),
        ),
    ),
    (
        ("PICKING",),
        _entry(
            _korean(r"집[어은었는]", r"꺼[내낸냈]", r"고[르른]", r"골(?:라(?!\s*(?:줘|주[세시]|내))|랐)", r"가져\s*[가간갔]", r"(?<![가-힣])집\s*어", r"줍", r"(?<![가-힣])주[운웠워](?![가-힣]*세)"),
            _english(r"pick(?:s|ed|ing)?(?: up)?", r"grab(?:s|bed|bing)?", r"t(?:ake|akes|ook|aken|aking)(?! place)", r"choos\w+", r"chose"),
        ),
    ),
    (
        ("INTERACTION",),
        _entry(
            _korean(r"만[지진졌져]", r"상호\s*작용", r"대화", r"이야기", r"얘기", r"건[네넨넸]", r"접촉"),
            _english(r"interact\w*", r"touch(?:es|ed|ing)?", r"talk(?:s|ed|ing)?", r"spe(?:ak|aks|aking)", r"spoke", r"convers\w+", r"hand(?:s|ed|ing)? over"),
        ),
    ),
    (
        ("PERSON_ENTER",),
        _entry(_korean(r"방문(?!자|객)", r"(?<![가-힣])왔", r"(?<![가-힣])온(?=\s)", r"(?<![가-힣])오[신셨는]", r"다녀\s*[가간갔]", r"찾아\s*[온왔]"), _english(r"c(?:ome|omes|ame|oming)")),
    ),
    (("PERSON_EXIT",), _entry(_korean(r"(?<![가-힣])갔", r"(?<![가-힣])간(?=\s+(?:사람|손님|고객|여자|남자))"), _english(r"g(?:o|oes|one|oing)(?! on)", r"went(?! on)"))),
)  # fmt: skip


def add_nouns(entries: Entries) -> Entries:
    """These entries, after one for each type that has none: its noun. The noun may be a word of another type's entry."""
    nouns = tuple(
        ((kind.value,), _entry(_korean(info.noun[1]), _english(info.noun[0])))
        for kind, info in EVENT_TYPES.items()
        if all(kind.value not in types for types, _ in entries)
    )
    return nouns + entries


EVENTS = add_nouns(EVENTS)

# Presence, whatever the person did.
PRESENCE = re.compile(
    rf"머[무문물]{_END}|머물{_END}|체류{_END}|있었던\s*시간"
    r"|\b(?:stay(?:s|ed|ing)?|remain(?:s|ed|ing)?|spen[dt](?: time)?)\b"
)
