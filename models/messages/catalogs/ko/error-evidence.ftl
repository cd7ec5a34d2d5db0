### Evidence packages that cannot be made, disclosed or shared.

error-evidence-empty =
    자료에 담을 것이 없습니다. videoId, promptHistoryId 또는 eventIds 중 하나 이상을 지정하십시오.
error-evidence-seconds-without-video =
    seconds는 한 영상의 구간입니다. videoId로 영상을 지정하십시오.
error-evidence-key-missing =
    이 서버에는 증거에 서명할 키가 없으며, 서명 없는 자료는 아무것도 증명하지 못합니다. 운영자가 EVIDENCE_SIGNING_KEY를 설정해야 합니다. `python -m evidence new-key`가 키를 만들어 줍니다.
error-evidence-too-long =
    자료가 영상 { $minutes }분을 담게 되는데, 한 자료는 최대 { $most }분까지 담습니다. 여러 자료로 나누거나 사건을 줄이십시오.
error-evidence-redacted-too-long =
    자료가 흐리게 처리한 영상 { $minutes }분을 담게 되는데, 한 자료는 최대 { $most }분까지 담습니다. 여러 자료로 나누거나 사건을 줄이십시오.
error-evidence-too-many-events =
    자료에 사건이 { $count }건 들어가게 되는데, 한 자료는 최대 { $most }건까지 담습니다. 영상 구간을 줄이거나 여러 자료로 나누십시오.
error-evidence-unanswered =
    아직 답변이 없는 질문입니다(상태: { $state }). 답변이 나온 뒤에 요청하십시오.
error-evidence-tracks-without-redact =
    exceptTrackIds는 흐리게 처리하지 않을 사람을 가리키지만, 아무도 흐리게 처리하지 않습니다. redact: true를 더하거나 이 값을 빼십시오.
error-evidence-tracks-ambiguous =
    추적 번호는 한 영상 안에서만 사람을 가리키는데, 이 자료는 영상 { $videos }개를 담습니다. 영상마다 자료를 요청하십시오.
error-evidence-track-unknown =
    이 영상의 어떤 사건도 { $tracks }의 것이 아닙니다. 사건의 trackId에서 번호를 가져오십시오.
error-evidence-lost =
    자료를 만들던 작업이 사라졌습니다. 자료를 다시 요청하십시오.
error-evidence-footage-gone =
    자료를 만들기 전에 영상이 삭제되어 남은 것이 없습니다.
error-evidence-not-done =
    자료가 아직 완성되지 않았습니다(상태: { $state }). DONE이 될 때까지 기다리십시오.
error-evidence-replaced =
    저장된 자료가 만들어진 그대로가 아닙니다. 저장소에서 삭제되었거나 바뀌었습니다. 다시 요청하십시오.
error-footage-deleted =
    자료를 만들기 전에 영상이 삭제되었습니다.
error-share-expired =
    expiresAt은 앞으로의 시각이어야 합니다.
error-share-too-long =
    링크는 최대 { $days }일까지 쓸 수 있습니다. 더 이른 expiresAt을 고르십시오. 나중에 새 링크를 만들 수 있습니다.
error-share-too-many =
    이 자료에는 열 수 있는 링크가 이미 { $count }개 있으며, 더 만들 수 없습니다. 먼저 하나를 취소하십시오.
error-share-url-missing =
    이 서버는 외부에서 접속할 주소를 모릅니다. 운영자가 SHARE_URL을 설정해야 합니다. 예: https://cctv.example.com
error-share-password-needed =
    이 서버에서는 링크에 비밀번호가 필요합니다(SHARE_PASSWORD_NEEDED). 비밀번호를 정하고 링크와 다른 방법으로 알리십시오.
error-share-password-short =
    비밀번호는 { $least }자에서 { $most }자까지입니다.
error-disclosure-in-future =
    requestedAt이 앞으로의 시각입니다. 제공 기록은 요청을 받은 뒤에 남깁니다.
