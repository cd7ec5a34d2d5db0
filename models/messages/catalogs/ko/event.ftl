### Descriptions of events. Sides: LEFT, CENTER and RIGHT, of the frame; an event starts and ends on one.

event-start = { $start ->
    [LEFT] 왼쪽
    [CENTER] 가운데
   *[RIGHT] 오른쪽
 }
event-end = { $end ->
    [LEFT] 왼쪽
    [CENTER] 가운데
   *[RIGHT] 오른쪽
 }

event-enters = { $start ->
    [CENTER] 한 사람이 화면 { event-start }에 나타납니다.
   *[other] 한 사람이 { event-start }에서 들어옵니다.
 }
event-leaves = { $end ->
    [CENTER] 한 사람이 화면 { event-end }에서 사라집니다.
   *[other] 한 사람이 { PARTICLE(event-end, "으로/로") } 나갑니다.
 }
event-walks = 한 사람이 { event-start }에서 { $duration } 동안 걷습니다.
event-walks-across = 한 사람이 { event-start }에서 { PARTICLE(event-end, "으로/로") }{ $then } 걸어갑니다.
event-walks-about = 한 사람이 { event-start }에서 시작해 { $duration } 동안 오가다가 { PARTICLE(event-end, "으로/로") } 걸어갑니다.
event-runs = 한 사람이 { event-start }에서 { $duration } 동안 뜁니다.
event-runs-across = 한 사람이 { event-start }에서 { PARTICLE(event-end, "으로/로") }{ $then } 뛰어갑니다.
event-runs-about = 한 사람이 { event-start }에서 시작해 { $duration } 동안 오가다가 { PARTICLE(event-end, "으로/로") } 뛰어갑니다.
event-then = , 다시 { PARTICLE(event-end, "으로/로") }
event-stands = 한 사람이 { event-start }에 { $duration } 동안 서 있습니다.
event-stays = 한 사람이 { event-start }에 { $duration } 동안 머무릅니다.
event-sits = 한 사람이 { event-start }에 { $duration } 동안 앉아 있습니다.
event-lies = 한 사람이 { event-start }에 { $duration } 동안 누워 있습니다.
event-collapses = 한 사람이 { event-start }에서 쓰러집니다.
event-is-lost = 한 사람이 { event-start }에서 시야에서 사라집니다.
event-loiters = 한 사람이 { event-start }에서 { $duration } 동안 서성입니다.

event-intrudes = 한 사람이 { event-start }의 출입 금지 구역에 { $duration } 동안 있습니다.
event-intrudes-late = 한 사람이 예정되지 않은 시간에 { event-start }에 { $duration } 동안 있습니다.
event-crowds = 최대 { $people }명이 { $duration } 동안 한 화면에 있습니다.

event-camera-silent = 카메라가 녹화를 멈춥니다. 이후로 들어온 영상이 없습니다.

# $reason: COVERED, MOVED, DEFOCUSED or DARK.
event-camera-trouble = { $reason ->
    [COVERED] 무언가가 카메라를 가려 평소 화면이 보이지 않습니다.
    [MOVED] 카메라가 이전과 다른 곳을 비춥니다. 카메라가 움직이거나 돌아갔습니다.
    [DEFOCUSED] 화면의 초점이 맞지 않아 또렷이 보이지 않습니다.
   *[DARK] 화면이 어둡습니다. 조명이 꺼졌을 수 있으며, 누가 카메라에 손을 댔다는 뜻은 아닙니다.
 }

event-minutes = { $minutes }분
event-seconds = { $seconds }초

## A word to search by

event-keywords-person = 사람
event-keywords-people = 사람들
