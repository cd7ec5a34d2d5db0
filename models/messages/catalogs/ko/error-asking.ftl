### Questions, chats and summaries that are not possible.

error-empty-question =
    질문이 비어 있습니다. 예: 1분에서 2분 사이에 왼쪽 선반 앞에 서 있던 사람은 누구인가요?
error-session-closed =
    종료된 세션입니다. 새 세션을 시작하려면 sessionId 없이 질문해 주세요.
error-session-busy =
    이 세션에 아직 답변 중인 질문이 있습니다(현재 { $state }). 답변이 끝난 뒤 삭제해 주세요.
error-session-of-another-video =
    다른 영상에 대한 세션입니다. 새 세션을 시작하려면 sessionId 없이 질문해 주세요.
error-nothing-to-rate =
    평가할 답변이 없습니다(현재 { $state }). 답변이 완료된 뒤 평가해 주세요.
error-summary-busy =
    { $kind } 요약을 작성하는 중입니다. summaryProgress로 확인하고, 끝난 뒤 다시 요청해 주세요.
error-model-declined =
    모델이 이 질문에 대한 답변을 거절했습니다. 다른 표현으로 질문해 주세요.
error-range-empty =
    범위의 길이가 0입니다(시작과 끝이 { $start }). 끝을 더 뒤로 지정하거나 질문에 시각을 적어 주세요.
error-range-outside-video =
    영상 범위를 벗어났습니다. 이 영상은 0초부터 { $duration }초까지입니다.
error-footage-not-uploaded =
    아직 업로드 중인 영상이라 볼 수 있는 장면이 없습니다. 업로드가 확인된 뒤 다시 질문해 주세요.
error-footage-failed =
    읽을 수 없는 영상이라 볼 수 있는 장면이 없습니다. failure에서 원인을 확인하고 다시 업로드해 주세요.
error-footage-archived =
    원본이 보관 상태({ $tier })입니다. 영상을 복원한 뒤 다시 질문해 주세요.
error-model-misconfigured =
    { PARTICLE($service, "을/를") } 쓸 수 없습니다: { $fault ->
        [model] 그런 모델이 없거나 더는 제공되지 않습니다. 운영자가 { $setting }에 다른 모델을 지정해야 합니다
        [access] 이 서버에 모델 사용 권한이 없습니다. 운영자가 권한을 주거나 { $setting }에 다른 모델을 지정해야 합니다
        [parameter] 모델이 { PARTICLE($parameter, "을/를") } 받지 않습니다. 운영자가 { $setting }에 다른 모델을 지정하거나 그 값을 빼야 합니다
       *[request] 요청이 거절되었습니다. 운영자가 { $setting } 설정을 확인해야 하며, 자세한 이유는 로그에 있습니다
    }.
