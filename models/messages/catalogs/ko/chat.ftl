### Around a chat about frames: how a question was read, and why there was nothing to see.

chat-looked-part = ‘{ $name }’ 영상 { $part } · 프레임 { $frames }장
# $length: "unknown" where the video's length is not known.
chat-outside = 말씀하신 시각은 영상 밖입니다. 이 영상은 00:00부터 { $length ->
    [unknown] 끝
   *[other] { $length }
 }까지입니다.
chat-no-such-moment = 말씀하신 순간을 이 영상의 이벤트에서 찾지 못했습니다. 시각(예: 1분 20초쯤)을 알려 주시면 그 장면을 보겠습니다.
# $numbers: the frames as citations, such as [1][2].
chat-nothing-seen = 살펴본 프레임만으로는 답할 수 없습니다 { $numbers }.
chat-unfinished = (이 영상은 아직 분석이 끝나지 않아 기록된 이벤트가 없거나 일부일 수 있습니다.)
