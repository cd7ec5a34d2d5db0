"""Finds the content words of a question that no other rule has taken."""

import re

from devstack.standin.nlu.things import is_thing
from devstack.standin.nlu.wants import without_want_words

_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:에서|으로|이|가|은|는|을|를|에|의|도)$")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[가-힣]+|\d+")
_ENGLISH_WORDS = """
a about after again ago all also am an and any anybody anyone anything are as at away back be been before being
below between both but by can come could did do does doing done down during each ever every everybody everyone
find for from get give got had happen happened happening happens has have he her here hers him his how i if in
inside into is it its just know last let list look many may me might more most much my near nobody none nor not
nothing now of off ok on once one only onto or other our out outside over people person persons please put same
say see seen shall she should show showed shown some somebody someone something somewhere still such summarize
tell than thank thanks that the their them then there these they this those through time times to too until up
upon us used very video visitor visitors was we were what when where whether which while who whom whose why will
with within without would yes yet you your customer customers shopper shoppers footage camera cctv clip
recording scene scenes store shop shelf shelves aisle side part event events moment moments exactly total
altogether describe summary report detected recorded didn't wasn't weren't isn't doesn't don't haven't hasn't
minute second minutes seconds hour hours same different first longest shortest busiest
going bring brings brought carry carries carried carrying hold holds held holding wear wears wore wearing worn put
puts early late appear appears appeared looks look like likes ones around right kind sort saw sees place places caught
catch
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_KOREAN = re.compile(
    r"^(?:있|없|하|했|한(?:다|건|적|거)?$|할|해|되|된|됐|였|이었|누[가구]|언제|어디|무엇|무슨|뭐|뭘|뭔|어떤|어느|어떻|얼마|몇|왜|알려|보여|보이|보인|보였|"
    r"찾|세어|세줘|헤아|조회|검색|점검|추려|뽑아|골라(?:줘|주|내)|부탁|말|설명|정리|요약|목록|나열|사람|손님|고객|방문|인물|인원|영상|동영상|비디오|화면|장면|녹화|카메라|씨씨티비|매장|가게|상점|점포|"
    r"선반|진열대|매대|통로|구역|쪽|앞|옆|뒤|근처|동안|사이|중|때|것|거|게|건|걸|수|곳|그|이|저|좀|혹시|모두|전부|다$|다들|총|각각|일|행동|상황|모습|"
    r"사건|이벤트|기록|시간|시각|시점|순간|가장|제일|먼저|나중|처음|마지막|오래|많|적|정도|쯤|까지|부터|에서|의|은|는|을|를|가|와|과|도|만|씩|"
    r"아무|어요|나요|습니|입니|주세요|줘|줄|달라|일어|났|나와|안$|못$|명|번|건수|횟수|꼴|내용|여부|확인|체크|같은|비슷|전에|후에|직전|직후|다음|나온|나오|찍|등장|느낌|경우|필요|물건|상품|제품|기물|뭔가|무언가|인가요|인가$|인지|인데|이에요|이었|였나|예요|이죠|궁금|전부|지금|현재|우리|제가|내가|안녕|감사|고마|봤|봐|본|쓴|입은|입고|입던|들고|가지고)"
)


def is_known(word: str) -> bool:
    """Whether a word says nothing about what is searched for."""
    return word in _ENGLISH or bool(_KOREAN.match(word))


def _strip_particle(word: str) -> str:
    """The word without its particle. A one-syllable stem is split only if it is a thing: "불이" is "불"."""
    bare = _PARTICLE.sub("", word)
    return (
        bare[:-1] if bare == word and len(word) == 2 and word[-1] in "이가을를은는에도" and is_thing(word[0]) else bare
    )


def find_unknown_words(text: str) -> list[str]:
    """Words that may describe what is searched for, in order; no function words, at most twelve."""
    words = _WORD.findall(without_want_words(text))
    unknown = [word for word in words if not (is_known(word) or word.isdigit() or len(word) == 1) or is_thing(word)]
    return [_strip_particle(word) for word in unknown[:12]]
