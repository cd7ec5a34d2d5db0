### How a question was read: "‘왼쪽 통로’ 영상 03:00–05:00 · 서 있기 · 왼쪽".

## The footage. $use: "heading" at the top of an answer, "place" within a sentence.

# Optional: $use.
reading-all-footage = 전체 영상
reading-cameras = { $names } 카메라
reading-sites = { $names } 지점
reading-camera-name = ‘{ $name }’
# $bounds: which of the two ends are known.
reading-window = { $bounds ->
    [both] { $start }–{ $end }
    [start] { $start } 이후
   *[end] { $end }까지
 }
reading-times = { $window }({ $zones })
reading-local-zones = 각 카메라의 현지 시각: { $zones }
reading-part-of-each = 각 영상의 { $part }
# Optional: $use.
reading-video = { $shown ->
    [times-and-part] ‘{ $name }’ 영상, { $times } { $part }
    [times] ‘{ $name }’ 영상, { $times }
    [part] ‘{ $name }’ 영상 { $part }
   *[whole] ‘{ $name }’ 영상 전체
 }
# The footage within a sentence.
# Optional: $opening.
reading-place = { $footage }

## The conditions

reading-without = { $types } 없음
reading-at-least = { $seconds }초 이상
reading-at-most = { $seconds }초 이하
reading-visitor = { $position ->
    [last] 마지막 방문자
    [from-end] 뒤에서 { $number }번째 방문자
   *[nth] { $number }번째 방문자
 }
reading-earlier-person = 앞에서 말한 사람
reading-earlier-scene = 앞에서 찾은 장면
reading-company = { $company ->
    [ALONE] 혼자
    [ACCOMPANIED] 다른 사람과 함께
   *[WITH_WHOM] 누구와
 }
reading-by = { $dimension ->
    [CAMERA] 카메라별
    [SITE] 지점별
    [DAY] 날짜별
    [HOUR] 시간대별
    [DATED_HOUR] 시간별
    [GENDER] 성별
   *[LOCATION] 위치별
 }
reading-text = “{ $text }”
reading-not-understood = 반영하지 못한 말: { $words }
reading-quoted = “{ $words }”
# Optional: $named.
reading-deed-of-person = { $person }의 { $deed }
# $has_limit: whether it is within some seconds. $has_time: whether the time of the deed is known.
reading-relation = { $deed }{ $has_time ->
    [yes] ({ $time })
   *[no] {""}
 } { $when ->
    [BEFORE] 전
    [DURING] 동안
   *[AFTER] 뒤
 }{ $has_limit ->
    [yes] {" "}{ $limit }초 이내
   *[no] {""}
 }
# In place of the conditions of a question that no model has read.
reading-words-only = 이해하지 못함, 쓰인 낱말로만 찾음
