"""The sentence of each error code, in Korean and English. A sentence says what is wrong and what to do."""

from collections.abc import Mapping

from models.enums import Language
from models.messages.clips import CLIP_MESSAGES
from models.messages.footage import FOOTAGE_MESSAGES
from models.messages.measures import get_display_name
from models.messages.sharing import SHARING_MESSAGES

# code → (English, Korean). Placeholders are the values that the error was raised with.
MESSAGES: Mapping[str, tuple[str, str]] = {
    **FOOTAGE_MESSAGES,
    **SHARING_MESSAGES,
    **CLIP_MESSAGES,
    "INTERNAL": (
        "Something went wrong on our side. Try again; if it stays, tell us the request id.",
        "서버에서 문제가 발생했습니다. 다시 시도해 주세요. 계속되면 요청 ID를 알려 주세요.",
    ),
    "INVALID_INPUT": (
        "{name} is not valid: {problem}.",
        "{name} 값이 올바르지 않습니다: {problem}.",
    ),
    "BAD_CURSOR": (
        "This cursor does not belong to this list in this order. Take cursors from the list's own pageInfo or edges.",
        "이 목록의 커서가 아닙니다. 같은 목록과 정렬의 pageInfo 또는 edges에서 받은 커서를 사용해 주세요.",
    ),
    "FIRST_AND_LAST": (
        "Give first or last, not both.",
        "first와 last 중 하나만 지정해 주세요.",
    ),
    "PAGE_SIZE": (
        "{name} is {value}; it may be 1 to {largest}.",
        "{name} 값이 {value}입니다. 1부터 {largest}까지 지정할 수 있습니다.",
    ),
    "TOO_MANY_IDS": (
        "{count} ids are given; at most {most} are answered at once. Ask in several parts.",
        "ID가 {count}개입니다. 한 번에 최대 {most}개까지 조회할 수 있습니다. 나누어 요청해 주세요.",
    ),
    "OUT_OF_RANGE": (
        "This value may be {low} to {high}.",
        "{low}부터 {high}까지의 값을 지정해 주세요.",
    ),
    "BUCKETS_NOT_POSSIBLE": (
        "bucketSeconds is {value}. Allowed is more than 0 and, for at most {most} buckets, {least} or more.",
        "bucketSeconds 값이 {value}입니다. 구간이 {most}개를 넘지 않도록 0보다 큰 {least} 이상의 값을 지정해 주세요.",
    ),
    "NOT_FINITE": (
        "This number is too large. Give one that a video's time can have.",
        "숫자가 너무 큽니다. 영상 시간으로 가능한 값을 지정해 주세요.",
    ),
    "TOO_MANY_VALUES": (
        "At most {most} values are allowed here. Ask in several requests.",
        "최대 {most}개까지 지정할 수 있습니다. 여러 번으로 나누어 요청해 주세요.",
    ),
    "RANGE_REVERSED": (
        "The range is reversed: it starts at {start} and ends at {end}. Swap them.",
        "범위가 거꾸로 되어 있습니다(시작 {start}, 끝 {end}). 두 값을 바꿔 주세요.",
    ),
    "TEXT_TOO_LONG": (
        "The text may have at most {longest} characters. Shorten it.",
        "텍스트는 최대 {longest}자까지 입력할 수 있습니다. 줄여 주세요.",
    ),
    "CONTROL_CHARACTERS": (
        "The text holds control characters. Leave them out.",
        "텍스트에 제어 문자가 있습니다. 제거해 주세요.",
    ),
    "UNKNOWN_TIME_ZONE": (
        "This is not a time zone. Use an IANA name such as Asia/Seoul.",
        "알 수 없는 시간대입니다. Asia/Seoul과 같은 IANA 이름을 사용해 주세요.",
    ),
    "VALUE_REQUIRED": (
        "This may be neither null nor empty. Give a value, or leave the whole field out.",
        "null이나 빈 값은 사용할 수 없습니다. 값을 지정하거나 필드를 생략해 주세요.",
    ),
    "TOO_MANY": (
        "{given} were given; at most {most} are taken at once. Give fewer.",
        "{given}개가 전달되었습니다. 한 번에 최대 {most}개까지 가능합니다. 개수를 줄여 주세요.",
    ),
    "ZONE_NAME_TWICE": (
        "Two zones are called {name}. Give each a name of its own.",
        "이름이 {name}인 구역이 두 개입니다. 구역마다 다른 이름을 지정해 주세요.",
    ),
    "BAD_POLYGON": (
        "A zone is a polygon of {least} to {most} points [x, y], fractions of the frame's sides from 0 to 1.",
        "구역은 프레임 너비와 높이에 대한 0~1 비율 좌표 [x, y] {least}~{most}개로 이루어진 다각형이어야 합니다.",
    ),
    "EVENT_OUTSIDE_VIDEO": (
        "The event does not lie within the video, which is {duration} seconds long.",
        "영상 길이({duration}초)를 벗어난 이벤트입니다.",
    ),
    "BOX_EMPTY": (
        "The box has no area. Its width and height must be at least 1 pixel.",
        "박스의 넓이가 없습니다. 너비와 높이는 1픽셀 이상이어야 합니다.",
    ),
    "BOX_OUTSIDE_FRAME": (
        "The box reaches outside the frame. Cut it to the frame's pixels, counted from 0 at the top left corner.",
        "박스가 프레임을 벗어났습니다. 왼쪽 위를 0으로 하는 프레임 픽셀 범위에 맞게 잘라 주세요.",
    ),
    "ATTRIBUTES_NOT_AN_OBJECT": (
        'attributes must be a JSON object, such as {{"colour": "red"}}.',
        'attributes는 {{"colour": "red"}}와 같은 JSON 객체여야 합니다.',
    ),
    "ATTRIBUTES_TOO_LARGE": (
        "attributes may have at most {most} bytes as JSON.",
        "attributes는 JSON으로 최대 {most}바이트까지 가능합니다.",
    ),
    "ATTRIBUTES_TOO_DEEP": (
        "attributes may be nested at most {most} deep.",
        "attributes는 최대 {most}단계까지 중첩할 수 있습니다.",
    ),
    "NUMBER_NOT_FINITE": (
        "There is a number that is too large to be stored.",
        "저장할 수 없을 만큼 큰 숫자가 있습니다.",
    ),
    "SOURCE_RESERVED": (
        "Sources that start with {prefix} are this product's own. Name the detector that found the event.",
        "{prefix}로 시작하는 source는 이 제품 전용입니다. 이벤트를 검출한 검출기의 이름을 지정해 주세요.",
    ),
    "SAME_EVENT_TWICE": (
        "Event {first} of this call has the same source, type, track, times and box, but says something else. "
        "Tell them apart, or leave one out.",
        "이 호출의 {first}번 이벤트와 source, 유형, 트랙, 시간, 박스가 같지만 내용이 다릅니다. "
        "서로 구분되게 하거나 하나를 빼 주세요.",
    ),
    "EMPTY_QUESTION": (
        "The question is empty. Ask, for example: who stood at the left shelf between 1:00 and 2:00?",
        "질문이 비어 있습니다. 예: 1분에서 2분 사이에 왼쪽 선반 앞에 서 있던 사람은 누구인가요?",
    ),
    "SESSION_CLOSED": (
        "This session is closed. Ask without sessionId to start a new one.",
        "종료된 세션입니다. 새 세션을 시작하려면 sessionId 없이 질문해 주세요.",
    ),
    "SESSION_BUSY": (
        "A question of this session is still being answered (it is {state}). Delete the session when it has ended.",
        "이 세션에 아직 답변 중인 질문이 있습니다(현재 {state}). 답변이 끝난 뒤 삭제해 주세요.",
    ),
    "SESSION_OF_ANOTHER_VIDEO": (
        "This session is about another video. Ask without sessionId to start a new one.",
        "다른 영상에 대한 세션입니다. 새 세션을 시작하려면 sessionId 없이 질문해 주세요.",
    ),
    "NOTHING_TO_RATE": (
        "There is no answer to rate (the question is {state}). Rate it when it is answered.",
        "평가할 답변이 없습니다(현재 {state}). 답변이 완료된 뒤 평가해 주세요.",
    ),
    "NOT_ANALYZED": (
        "This video was not analyzed yet (it is {state}). Wait until it is READY.",
        "아직 분석되지 않은 영상입니다(현재 {state}). READY 상태가 될 때까지 기다려 주세요.",
    ),
    "NOT_UPLOADED": (
        "This video's upload was not confirmed yet. Confirm it first; the analysis is queued with that.",
        "아직 업로드가 확인되지 않은 영상입니다. 업로드를 먼저 확인해 주세요. 그때 분석이 함께 예약됩니다.",
    ),
    "NOTHING_TO_CANCEL": (
        "There is nothing to cancel: the state is {state}.",
        "취소할 작업이 없습니다(현재 {state}).",
    ),
    "SUMMARY_BUSY": (
        "A summary of the kind {kind} is being written. Follow it by summaryProgress, and ask for this one afterwards.",
        "{kind} 요약을 작성하는 중입니다. summaryProgress로 확인하고, 끝난 뒤 다시 요청해 주세요.",
    ),
    "FOOTAGE_NOT_UPLOADED": (
        "The video is still being uploaded: there is nothing to look at yet. Ask again when the upload is confirmed.",
        "아직 업로드 중인 영상이라 볼 수 있는 장면이 없습니다. 업로드가 확인된 뒤 다시 질문해 주세요.",
    ),
    "FOOTAGE_FAILED": (
        "This video could not be read, so there is nothing to look at. Its failure says why; upload it again.",
        "읽을 수 없는 영상이라 볼 수 있는 장면이 없습니다. failure에서 원인을 확인하고 다시 업로드해 주세요.",
    ),
    "FOOTAGE_ARCHIVED": (
        "The original is archived (its tier is {tier}). Restore the video, then ask again.",
        "원본이 보관 상태({tier})입니다. 영상을 복원한 뒤 다시 질문해 주세요.",
    ),
    "RANGE_EMPTY": (
        "The range has no length: it starts and ends at {start}. Give it a later end, or name the moment in words.",
        "범위의 길이가 0입니다(시작과 끝이 {start}). 끝을 더 뒤로 지정하거나 질문에 시각을 적어 주세요.",
    ),
    "RANGE_OUTSIDE_VIDEO": (
        "The range lies outside of the video, which runs from 0 to {duration} seconds.",
        "영상 범위를 벗어났습니다. 이 영상은 0초부터 {duration}초까지입니다.",
    ),
    "INDEX_TOO_LARGE": (
        "Finding a single frame in this file takes too much of it to be read. Export it in shorter parts.",
        "이 파일은 한 프레임을 찾는 데 너무 많은 부분을 읽어야 합니다. 더 짧게 나누어 내보내 주세요.",
    ),
    "MODEL_DECLINED": (
        "The model declined to answer this. Ask in other words.",
        "모델이 이 질문에 대한 답변을 거절했습니다. 다른 표현으로 질문해 주세요.",
    ),
    "NOT_FOUND": (
        "Nothing was found under this id. Check the id.",
        "해당 ID로 찾을 수 있는 항목이 없습니다. ID를 확인해 주세요.",
    ),
    "WRONG_STATE": (
        "This is not possible while the state is {state}.",
        "현재 상태({state})에서는 할 수 없는 작업입니다.",
    ),
    "TOO_MANY_OPERATIONS": (
        "A socket carries at most {most} operations at once: complete one first, or open another socket.",
        "한 소켓에서 동시에 실행할 수 있는 작업은 최대 {most}개입니다. 하나를 먼저 끝내거나 소켓을 새로 열어 주세요.",
    ),
    "EVENTS_MISSED": (
        "Events came faster than they were read, and some were not sent: list the events, then subscribe again.",
        "이벤트가 읽는 속도보다 빨리 발생하여 일부를 보내지 못했습니다. 이벤트 목록을 조회한 뒤 다시 구독해 주세요.",
    ),
    "OPERATION_TOO_LARGE": (
        "The operation is too large: its {measure} is {cost}, at most {limit} is allowed. Ask for less at once.",
        "작업이 너무 큽니다. {measure}: {cost}, 최대 {limit}까지 가능합니다. 한 번에 요청하는 항목을 줄여 주세요.",
    ),
    "REQUEST_TOO_LARGE": (
        "The request has more than {limit} bytes. Send less at once.",
        "요청이 {limit}바이트를 넘습니다. 나누어 보내 주세요.",
    ),
    "THROTTLED": (
        "Too much was asked in a short time. Try again after {reset_at}.",
        "짧은 시간에 너무 많은 요청이 있었습니다. {reset_at} 이후에 다시 시도해 주세요.",
    ),
    "BUDGET_EXCEEDED": (
        "Too little is left of your organization's {budget} for today (limit {limit}). They are renewed at {reset_at}.",
        "오늘 조직에 할당된 {budget}이 부족합니다(한도 {limit}). {reset_at}에 갱신됩니다.",
    ),
    "UNAUTHENTICATED": (
        "Send a valid token: Authorization: Bearer <token>.",
        "유효한 토큰을 보내 주세요: Authorization: Bearer <토큰>.",
    ),
    "FORBIDDEN": (
        "Your roles do not allow this. It needs the role {role}.",
        "권한이 없습니다. {role} 역할이 필요합니다.",
    ),
    "UNAVAILABLE": (
        "A service that this needs ({service}) does not answer. Try again in a moment.",
        "필요한 서비스({service})가 응답하지 않습니다. 잠시 후 다시 시도해 주세요.",
    ),
    "UPSTREAM_THROTTLED": (
        "The service {service} is busy. Try again in a moment.",
        "{service} 서비스가 혼잡합니다. 잠시 후 다시 시도해 주세요.",
    ),
    "UPSTREAM_TIMEOUT": (
        "The service {service} did not answer in time. Try again in a moment.",
        "{service} 서비스가 제시간에 응답하지 않았습니다. 잠시 후 다시 시도해 주세요.",
    ),
    "MODEL_FAILED": (
        "The model's answer could not be used ({problem}). Try again, or ask in other words.",
        "모델의 응답을 사용할 수 없습니다({problem}). 다시 시도하거나 다른 표현으로 질문해 주세요.",
    ),
    "EMBEDDING_DIMENSIONS": (
        "The model {model} made a vector of {actual} numbers where {expected} were asked for. "
        "Set AWS_BEDROCK_EMBEDDING_DIMENSIONS to a length that it makes.",
        "{model} 모델이 {expected}차원 대신 {actual}차원 벡터를 만들었습니다. "
        "AWS_BEDROCK_EMBEDDING_DIMENSIONS를 모델이 지원하는 차원으로 설정해 주세요.",
    ),
    "ANALYSIS_CRASHED": (
        "The decoder or detector broke down on this file ({cause}). Export the video again and upload the new file.",
        "이 파일을 처리하던 중 디코더 또는 검출기가 중단되었습니다({cause}). 영상을 다시 내보내 새 파일을 올려 주세요.",
    ),
    "WORKER_LOST": (
        "The worker stopped without a word while it did this.",
        "작업 중이던 워커가 예고 없이 중단되었습니다.",
    ),
    "JOB_OF_ANOTHER_VERSION": (
        "This was asked for by another version of Watchgraph ({version}), which the workers do not understand. "
        "Ask for it again.",
        "다른 버전의 Watchgraph({version})에서 요청한 작업이라 워커가 처리할 수 없습니다. 다시 요청해 주세요.",
    ),
    "ATTEMPTS_EXHAUSTED": (
        "This failed {attempts} times and was given up. The last reason: {reason}",
        "{attempts}번 시도했으나 실패하여 중단했습니다. 마지막 원인: {reason}",
    ),
}


# Values that are words of ours, and have a name in each language.
_NAMED_VALUES = frozenset({"measure", "budget", "quota", "pool"})


def format_message(code: str, language: Language, values: Mapping[str, object]) -> str:
    """The sentence of a code, with its values filled in; a value that is missing shows as '?'."""
    english, korean = MESSAGES[code]
    template = korean if language is Language.KO else english
    shown = _MessageValues(values)
    for name in _NAMED_VALUES.intersection(values):
        shown[name] = get_display_name(str(values[name]), language)
    if values.get("reason_code") in MESSAGES:
        # A failure that tells another's: that one is stored as its code and values, to be read in either language.
        shown["reason"] = format_message(str(values["reason_code"]), language, _to_mapping(values.get("reason_values")))
    return template.format_map(shown)


def _to_mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


class _MessageValues(dict[str, object]):
    """A stored failure may lack a value that a newer sentence asks for; reading it must not fail."""

    def __missing__(self, key: str) -> str:
        return "?"
