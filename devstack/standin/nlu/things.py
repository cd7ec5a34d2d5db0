"""Words for things, clothes and actions in both languages, so that a Korean word finds an English description.

A line is one notion: Korean stems | English stems. A text has the notion if it has any stem: a Korean one anywhere, an
English one at the start of a word, or (with !) as a whole word.
"""

import re
from functools import cache

_TABLE = """
노트북 랩탑|laptop notebook
휴대폰 핸드폰 스마트폰 전화|phone smartphone mobile
향수|perfume fragrance cologne
화장품|cosmetic makeup lipstick
와인 포도주|wine
술 술병 소주 맥주|alcohol liquor beer soju
음료 물병|drink beverage
병|bottle
우유|milk
과자 간식|snack crisps chips cookie
면도날 면도기|razor
담배|cigarette
가방 핸드백 숄더백|bag handbag purse
배낭 백팩|backpack rucksack
지갑|wallet purse
상자 박스|box carton
돈 현금|money cash
책|book magazine
옷 의류|clothes clothing garment
코트 외투|coat overcoat
재킷 자켓 점퍼 잠바|jacket jumper
셔츠 티셔츠|shirt t-shirt
바지 청바지|trousers pants jeans
치마 스커트|skirt
원피스 드레스|dress
모자|hat cap beanie
후드|hood hoodie
안경 선글라스|glasses sunglasses
마스크 복면|mask
장갑|glove
신발 운동화|shoe sneaker boot
우산|umbrella
유니폼 제복|uniform
목발 지팡이|cane crutch
휠체어|wheelchair
유모차|stroller pram
카트|cart trolley
장바구니 바구니|basket
자전거|bicycle bike
오토바이|motorcycle motorbike scooter
자동차 차량 승용차|car vehicle
트럭|truck lorry
강아지|dog puppy
고양이|cat kitten
칼 흉기|knife blade
권총 총기 총을 총이 총으로|gun pistol rifle
무기|weapon
망치|hammer
스프레이|spray
벽|wall
울타리 담장 펜스|fence
바닥|floor ground
문|door gate
창문 유리|window glass
계단|stairs step
의자|chair bench seat
열쇠|key
불 화재 방화 연기 불꽃 타는|fire flame smoke! burning blaze
물 누수|water leak
조명 불빛|light lamp
직원 점원 종업원|employee staff clerk cashier
경찰|police officer
배달 택배|courier delivery
빨간 빨강 붉은|red
파란 파랑 푸른|blue
검은 검정 까만|black
흰 하얀 하양|white
노란 노랑|yellow
초록 녹색|green
분홍|pink
보라|purple
회색|grey gray
갈색|brown
주황|orange
도와 도움 돕|help assist
넘어 넘는 올라|climb jump
숨기 숨긴 감추|hide hid conceal
밀치 밀쳤 밀었|shove push
때리 때렸 주먹|punch hit
뿌리 뿌려|spray
무릎|kneel knelt
던지 던졌|throw threw
"""
_PARTICLES = "(?:이|가|은|는|을|를|의|에|도|로|으로|와|과|만|랑|들|이나|까지)*"


@cache
def _notions() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    lines = [line.split("|") for line in _TABLE.strip().splitlines()]
    return tuple((tuple(korean.split()), tuple(english.split())) for korean, english in lines)


@cache
def _find_notion(word: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The notion that a word names; None if it is unknown."""
    for korean, english in _notions():
        if "가" <= word[0] <= "힣":
            short = [stem for stem in korean if len(stem) == 1]
            if any(re.fullmatch(stem + _PARTICLES, word) for stem in short) or any(
                word.startswith(stem) for stem in korean if len(stem) > 1
            ):
                return korean, english
        elif any(re.fullmatch(rf"{stem.rstrip('!')}(?:e?s|ed|ing|ping|ped|y)?", word) for stem in english):
            return korean, english
    return None


def is_thing(word: str) -> bool:
    return _find_notion(word) is not None


def has_notion(text: str, word: str) -> bool:
    """Whether a lower-case text has the notion of a word, in either language; for an unknown word, the word itself."""
    notion = _find_notion(word)
    if notion is None:
        stem = word[:2] if "가" <= word[0] <= "힣" else word.rstrip("s")
        return stem in text
    korean, english = notion
    return any(_occurs(stem, text) for stem in korean) or any(re.search(_as_pattern(stem), text) for stem in english)


def _as_pattern(stem: str) -> str:
    return rf"\b{stem[:-1]}\b" if stem.endswith("!") else rf"\b{stem}"


def _occurs(stem: str, text: str) -> bool:
    """Whether a Korean stem is in the text; a stem of one syllable must be a whole word with its particles."""
    return stem in text if len(stem) > 1 else re.search(rf"(?<![가-힣]){stem}{_PARTICLES}(?![가-힣])", text) is not None
