### Errors of the server, of access and of the services behind it.

error-internal =
    서버에서 문제가 발생했습니다. 다시 시도해 주세요. 계속되면 요청 ID를 알려 주세요.
error-not-found =
    해당 ID로 찾을 수 있는 항목이 없습니다. ID를 확인해 주세요.
error-wrong-state =
    현재 상태({ $state })에서는 할 수 없는 작업입니다.
error-unauthenticated =
    유효한 토큰을 보내 주세요: Authorization: Bearer <토큰>.
error-forbidden =
    권한이 없습니다. { $role } 역할이 필요합니다.
error-unavailable =
    필요한 서비스({ $service })가 응답하지 않습니다. 잠시 후 다시 시도해 주세요.
error-upstream-throttled =
    { $service } 서비스가 혼잡합니다. 잠시 후 다시 시도해 주세요.
error-upstream-timeout =
    { $service } 서비스가 제시간에 응답하지 않았습니다. 잠시 후 다시 시도해 주세요.
error-model-failed =
    모델의 응답을 사용할 수 없습니다({ $problem }). 다시 시도하거나 다른 표현으로 질문해 주세요.
error-embedding-dimensions =
    { $model } 모델이 { $expected }차원 대신 { $actual }차원 벡터를 만들었습니다. AWS_BEDROCK_EMBEDDING_DIMENSIONS를 모델이 지원하는 차원으로 설정해 주세요.
error-worker-lost =
    작업 중이던 워커가 예고 없이 중단되었습니다.
error-job-of-another-version =
    다른 버전의 Watchgraph({ $version })에서 요청한 작업이라 워커가 처리할 수 없습니다. 다시 요청해 주세요.
error-attempts-exhausted =
    { $attempts }번 시도했으나 실패하여 중단했습니다. 마지막 원인: { $reason }
