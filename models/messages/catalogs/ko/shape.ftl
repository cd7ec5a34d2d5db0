### Answers that a program computes and words itself: comparisons, lengths between events, company, times with nobody.

# How long something was: only the units that are not 0.
shape-length = { $unit ->
    [hours] { $hours }시간 { $minutes }분
    [minutes] { $minutes }분 { $seconds }초
   *[seconds] { $seconds }초
 }

## Comparisons. $names: one or several groups. $counted: a number with its unit.

shape-group = { $dimension ->
    [CAMERA] ‘{ $name }’
    [SITE] ‘{ $name }’ 지점
    [HOUR] { $name }시대
   *[other] { $name }
 }
shape-counted = { $by_people ->
    [yes] { $people }명
   *[no] { $events }건
 }
shape-group-counted = { $events }건, { $people }명
shape-group-partly = 확인한 부분에서 { $counts }(전부 확인한 것은 아님)
# Why a group has no number.
shape-group-unknown = { $state ->
    [NO_FOOTAGE] 영상 없음
    [NOT_ANALYSED] 아직 분석되지 않음
   *[NOT_EXAMINED] 확인되지 않음(검사한 적이 없음)
 }
shape-most = { $types } 최다: { $names }, { $counted }.
shape-fewest = 최소: { $names }, { $counted }.
shape-equal = { $types }: 모두 같습니다({ $counted }).
shape-anything = 이벤트
# Some groups have no number.
shape-of-counted = 셀 수 있는 것만 비교했습니다.
shape-one-group = { $types }: 셀 수 있는 것은 { $names }({ $counted })뿐이어서 비교할 것이 없습니다.
shape-left-out = 나머지 { $groups }개는 표시하지 않았습니다.
shape-no-group = 어디에 속하는지 알 수 없는 이벤트가 { $events }건 더 있습니다.

## From one event to another. $first, $second: names of types. $since, $until: times.

shape-elapsed = { $first }({ $since })에서 { $second }({ $until })까지 { $length }
shape-elapsed-person = { $person }: { $elapsed }
shape-elapsed-average = 평균 { $average }, 가장 짧은 것은 { $shortest }, 가장 긴 것은 { $longest }입니다.
shape-elapsed-none = { PARTICLE($first, "은/는") } 있으나 그 { $when ->
    [BEFORE] 전에
   *[AFTER] 뒤에
 } 짝이 되는 { $second } 기록이 없습니다.
shape-elapsed-without = { PARTICLE($first, "으로/로") } 기록된 { $number }건은 그 { $when ->
    [BEFORE] 전에
   *[AFTER] 뒤에
 } { $second } 기록이 없습니다.
shape-listed = { $all }건 중 { $shown }건을 보여 드립니다.

## Company

# $other: the people that are there, with times.
shape-with-whom = { $person }({ $time }) 곁에 함께 있던 사람: { $others }.
shape-nobody-with = 구별되는 사람 중에는 그때 함께 있던 사람이 없습니다.
# What the words mean here.
shape-company-meaning = { $company ->
    [ALONE] 여기서 ‘혼자’는 그때 같은 카메라에 다른 사람이 보이지 않았다는 뜻이며
   *[other] 여기서 ‘함께’는 같은 때에 같은 카메라에 보였다는 뜻이며
 }, 입장과 퇴장은 { $seconds }초 안에 { $company ->
    [ALONE] 다른 사람의 같은 기록이 없었다는
   *[other] 다른 사람의 같은 기록이 있었다는
 } 뜻입니다.

## When nobody was there

shape-empty-here = { $camera }에 아무도 보이지 않은 때: { $times }.
shape-empty-everywhere = 카메라 { $cameras }대가 모두 녹화했고 어디에도 아무도 보이지 않은 때: { $times }.
shape-never-everywhere = 카메라 { $cameras }대가 모두 녹화하면서 아무도 보이지 않은 때는 없습니다.
shape-never-empty = { $camera }: 녹화된 동안 항상 누군가 보였습니다.
shape-empty-unknown = 분석되지 않았거나 시각을 알 수 없는 영상 { $videos }개에 대해서는 말할 수 없습니다.
shape-empty-unplaced = 시각을 아는 영상 중에 분석된 것이 없어, 아무도 없던 때를 말할 수 없습니다.
shape-empty-too-many = 이벤트가 너무 많아 아무도 없던 때를 말할 수 없습니다. 더 짧은 시간이나 카메라 하나에 대해 물어봐 주세요.
shape-a-camera = 카메라
shape-more-times = 외 { $times }번

## Most people at once

shape-peak-over-cameras = 모든 카메라를 시각으로 합치면 동시에 최대 { $people }명({ $clock })이며, 두 카메라에 보인 사람은 두 번 셉니다.
shape-peak-known = 모든 카메라를 시각으로 합치면 동시에 최대 { $people }명({ $clock })입니다.
