"""What people call the measures of an operation and the budgets of an organization.

Programs read them from an error's extensions as they are.
"""

from collections.abc import Mapping

from models.enums import Language

# measure or budget → (English, Korean)
NAMES: Mapping[str, tuple[str, str]] = {
    "characters": ("number of characters", "글자 수"),
    "tokens": ("number of tokens", "토큰 수"),
    "depth": ("depth", "중첩 깊이"),
    "aliases": ("number of aliases", "별칭 수"),
    "directives": ("number of directives", "지시문 수"),
    "definitions": ("number of operations and fragments", "작업과 프래그먼트 수"),
    "complexity": ("complexity (fields, multiplied by the lengths of lists)", "복잡도(목록 길이를 곱한 필드 수)"),
    "introspection": ("introspection", "인트로스펙션 크기"),
    "bytes": ("number of bytes", "바이트 수"),
    # Budgets of a day.
    "model work": ("units of model work", "모델 사용량"),
    "clips": ("seconds of clips", "클립 분량"),
}


def named(what: str, language: Language) -> str:
    """Its name; what has none as it is."""
    english, korean = NAMES.get(what, (what, what))
    return korean if language is Language.KO else english
