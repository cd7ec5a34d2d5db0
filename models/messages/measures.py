"""What people call the measures of an operation, the budgets and quotas of an organization, and a server's pools.

Programs read them from an error's extensions as they are.
"""

from collections.abc import Mapping

from models.enums import Language

# measure or budget → (English, Korean)
DISPLAY_NAMES: Mapping[str, tuple[str, str]] = {
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
    # Quotas.
    "open uploads": ("open uploads", "진행 중인 업로드 수"),
    "open upload bytes": ("bytes of open uploads", "진행 중인 업로드 용량(바이트)"),
    "stored bytes": ("stored bytes", "저장 용량(바이트)"),
    "analyses": ("analyses a day", "하루 분석 횟수"),
    # Pools.
    "questions": ("questions", "질문"),
    "thumbnails": ("chosen pictures", "썸네일"),
    "file checks": ("checks of files that arrived", "업로드 파일 확인"),
    "checksums": ("checksums of files that arrived", "업로드 파일 체크섬 확인"),
    "frames": ("looks at frames", "장면 확인"),
    "queries": ("queries that a model wrote", "모델이 작성한 쿼리"),
    "exports": ("clips that are being cut", "클립 내보내기"),
    "decoding": ("decoding", "영상 디코딩"),
}


def get_display_name(what: str, language: Language) -> str:
    """Its name; what has none as it is."""
    english, korean = DISPLAY_NAMES.get(what, (what, what))
    return korean if language is Language.KO else english
