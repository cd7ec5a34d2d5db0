"""The language of a question, whatever names stand in it."""

import pytest

from domain.ask.question.question import Question, choose_language
from domain.language.detection import detect_language
from models.enums import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who came in?", Language.EN),
        ("Who did 배회 at the 주차장?", Language.EN),
        ("Show me what happened at 정문 yesterday", Language.EN),
        ("where is 박민수", Language.EN),
        ("Did anyone leave by “뒤쪽 비상구 앞 통로”?", Language.EN),
        ("who left ㅋㅋ", Language.EN),
        ("Anyone at 3번 통로?", Language.EN),
        ("누가 왔어?", Language.KO),
        ("parking에서 loitering 한 사람?", Language.KO),
        ("CCTV에 black jacket 입은 사람 있어?", Language.KO),
        ("At the Door 카메라에서 누가 나갔어?", Language.KO),
        ("entrance 어제 저녁", Language.KO),
        ("ㅇㅇ", Language.KO),
    ],
)
def test_the_sentence_decides_not_a_name_in_it(text: str, language: Language) -> None:
    assert detect_language(text) is language


def test_the_viewers_choice_wins() -> None:
    assert choose_language(Question("누가 왔어?", language=Language.EN)) is Language.EN
    assert choose_language(Question("Who came in?", language=Language.KO)) is Language.KO
