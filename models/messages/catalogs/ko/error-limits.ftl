### Limits, budgets and quotas.

error-too-many-operations =
    한 소켓에서 동시에 실행할 수 있는 작업은 최대 { $most }개입니다. 하나를 먼저 끝내거나 소켓을 새로 열어 주세요.
error-events-missed =
    이벤트가 읽는 속도보다 빨리 발생하여 일부를 보내지 못했습니다. 이벤트 목록을 조회한 뒤 다시 구독해 주세요.
error-videos-missed =
    영상이 읽는 속도보다 빨리 변경되어 일부를 보내지 못했습니다. 영상 목록을 조회한 뒤 다시 구독해 주세요.
error-operation-too-large =
    작업이 너무 큽니다. { $measure }: { $cost }, 최대 { $limit }까지 가능합니다. 한 번에 요청하는 항목을 줄여 주세요.
error-request-too-large =
    요청이 { $limit }바이트를 넘습니다. 나누어 보내 주세요.
error-throttled =
    짧은 시간에 너무 많은 요청이 있었습니다. { $reset_at } 이후에 다시 시도해 주세요.
error-budget-exceeded =
    오늘 조직에 할당된 { $budget }이 부족합니다(한도 { $limit }). { $reset_at }에 갱신됩니다.
error-quota-exceeded =
    조직의 { $quota } 한도를 넘습니다(필요 { $used }, 한도 { $limit }). 필요 없는 항목을 삭제하거나 진행 중인 업로드를 끝내 주세요. 하루 한도라면 다음 날(UTC)에 다시 시도해 주세요.
error-automatic-share-spent =
    오늘 자동 작업에 할당된 모델 사용량({ $limit })을 모두 사용하여 자동으로 처리하지 않았습니다. generateSummary로 직접 요청해 주세요.
error-busy =
    현재 { $pool } 처리가 밀려 있습니다. { $reset_at } 이후에 다시 시도해 주세요.
error-abandoned =
    기다리는 사용자가 없어 작업을 중단했습니다. 다시 요청해 주세요.
