### 영상의 보관 기간과 보관 위치.

error-release-with-end =
    until은 새 보존의 종료 시각입니다. 보존을 해제할 때는 비워 두세요.
error-hold-ends-in-past =
    보존 종료 시각({ $value })이 이미 지났습니다. 미래의 시각을 지정하거나 until을 비워 두세요.
error-too-many-holds =
    이 영상에는 법적 보존이 이미 최대치인 { $most }건 설정되어 있습니다. 먼저 하나를 해제해 주세요.
error-not-held =
    법적 보존 중인 영상이 아니므로 해제할 보존이 없습니다.
error-several-holds =
    이 영상에는 법적 보존이 { $count }건 있습니다. 해제할 보존의 사유를 지정해 주세요: { $reasons }
error-footage-expired =
    보관 기간이 끝나 원본 영상이 삭제되었고 이벤트만 남아 있습니다. 영상은 복구할 수 없습니다.
error-tier-of-analyzed =
    영상이 분석을 기다리거나 분석 중입니다. 분석이 끝난 뒤 이동해 주세요.
error-tier-restoring =
    원본을 복원하는 중입니다. 복원이 끝날 때까지 기다려 주세요. 진행 상황은 restoration에서 확인할 수 있습니다.
error-tier-same =
    영상이 이미 { $tier } 등급에 있습니다.
error-tier-needs-restore =
    원본이 보관 상태입니다. 보관된 원본은 다시 옮기지 않습니다. 영상을 복원하면 정해진 기간 동안 볼 수 있습니다.
error-tier-restored =
    보관된 영상입니다. 복원된 사본은 기간이 지나면 자동으로 사라집니다.
error-tier-busy =
    이 영상을 처리하는 작업이 있거나 이미 이동 중입니다. 끝난 뒤 다시 시도해 주세요.
error-tier-changed =
    그 사이 영상의 보관 위치가 바뀌었습니다. 필요하면 다시 요청해 주세요.
error-tier-no-target =
    이 등급으로는 이동할 수 없습니다. WARM이나 COLD를, WARM 영상이라면 HOT도 선택할 수 있습니다.
error-tier-not-kept =
    저장소가 사본을 { $wanted } 대신 { $found } 클래스에 저장하여 영상을 그대로 두었습니다. 운영자가 저장소의 클래스 지원 여부를 확인해야 합니다.
error-no-videos-named =
    어떤 영상인지 지정해 주세요. videoIds나 olderThanDays 또는 둘 다 입력할 수 있습니다.
error-too-many-videos =
    영상 { $count }개가 지정되었습니다. 한 번에 최대 { $most }개까지 가능합니다. 나머지는 다시 요청해 주세요.
error-not-archived =
    영상이 { $tier } 등급이라 바로 볼 수 있습니다. 복원할 필요가 없습니다.
error-restore-failed =
    저장소가 원본을 복원하지 못했습니다. 다시 요청해 주세요. 계속 실패하면 운영자가 버킷을 확인해야 합니다.
