### In a summary: that no event was recorded or nothing looked for any, that a part cannot be read, what was not
### examined.

# $length: "unknown" where the video's length is not known.
summary-no-events = { $length ->
    [unknown] 이 영상에서
   *[other] { $length } 길이의 영상에서
 } 분석으로 기록된 이벤트가 없습니다. 아래는 프레임에 보이는 내용입니다.
summary-not-analysed = 이 영상은 아직 분석이 끝나지 않아 이벤트를 알 수 없습니다. 아래는 프레임에 보이는 내용입니다.
summary-unreadable-part = 이 구간의 프레임은 손상되어 볼 수 없습니다.
# The last paragraph. $types: names of types of events.
summary-not-examined = 확인되지 않음: { PARTICLE($types, "은/는") } 검사한 적이 없으므로 있었는지 말할 수 없습니다.
# $moments: at which something happened that is worth a look; $looked: those at which a model looked.
summary-partly-examined = 일부만 확인됨: 모델이 무언가 일어난 장면 { $moments }곳 가운데 { $looked }곳에서만 { PARTICLE($types, "을/를") } 확인했습니다.
# $types: names of types of events. $count: how many events.
summary-false-alarms = 사람이 오경보로 판정한 이벤트 { $count }건({ $types })은 제외했습니다.

# In place of a headline that tells something else than the events.
summary-headline = 이벤트 { $events }건, { $people }명
