"""The sentences about what organizations share, and how much of it each may have: see models.messages.errors."""

from collections.abc import Mapping

SHARING_MESSAGES: Mapping[str, tuple[str, str]] = {
    "QUOTA_EXCEEDED": (
        "Your organization's quota of {quota} does not reach: {used} would be used, {limit} are allowed. "
        "Remove what is not needed, confirm or abort open uploads, or wait for the next day (UTC) where it is a day's.",
        "조직의 {quota} 한도를 넘습니다(필요 {used}, 한도 {limit}). "
        "필요 없는 항목을 삭제하거나 진행 중인 업로드를 끝내 주세요. 하루 한도라면 다음 날(UTC)에 다시 시도해 주세요.",
    ),
    "AUTOMATIC_SHARE_SPENT": (
        "Today's share of model work that is done without being asked for is spent (limit {limit}), so this was not "
        "done by itself. Ask for it by generateSummary, or wait for another day.",
        "오늘 자동 작업에 할당된 모델 사용량({limit})을 모두 사용하여 자동으로 처리하지 않았습니다. "
        "generateSummary로 직접 요청해 주세요.",
    ),
    "BUSY": (
        "This server has its hands full with {pool}. Try again after {reset_at}.",
        "현재 {pool} 처리가 밀려 있습니다. {reset_at} 이후에 다시 시도해 주세요.",
    ),
    "ABANDONED": (
        "This was given up, since nobody waited for it any more. Ask again.",
        "기다리는 사용자가 없어 작업을 중단했습니다. 다시 요청해 주세요.",
    ),
}
