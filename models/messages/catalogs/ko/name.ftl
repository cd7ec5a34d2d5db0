### Names of places and people, and how names are put together.

name-location = { $location ->
    [LEFT] 왼쪽
    [CENTER] 가운데
    [RIGHT] 오른쪽
   *[UNKNOWN] 위치 미상
 }
name-gender = { $gender ->
    [FEMALE] 여성
    [MALE] 남성
   *[UNKNOWN] 성별 미상
 }
name-age-group = { $age_group ->
    [CHILD] 어린이
    [YOUNG] 젊은 사람
    [MIDDLE] 중년
    [OLD] 노인
   *[UNKNOWN] 나이 미상
 }

# $first: all names but the last one, separated by commas.
name-any-of = { $first } 또는 { $last }
# Each of them: $first may be such a list itself.
name-all-of = { $first } + { $last }
# $first: all names but the last one, separated by commas.
name-list = { $first }, { $last }
# A time of day, then the position in the video.
name-moment = { $clock }({ $position })
