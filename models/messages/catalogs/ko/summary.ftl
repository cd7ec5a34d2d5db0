### In a summary: that no event was recorded or nothing looked for any, that a part cannot be read.

# $length: "unknown" where the video's length is not known.
summary-no-events = { $length ->
    [unknown] 이 영상에서
   *[other] { $length } 길이의 영상에서
 } 분석으로 기록된 이벤트가 없습니다. 아래는 프레임에 보이는 내용입니다.
summary-not-analysed = 이 영상은 아직 분석이 끝나지 않아 이벤트를 알 수 없습니다. 아래는 프레임에 보이는 내용입니다.
summary-unreadable-part = 이 구간의 프레임은 손상되어 볼 수 없습니다.
