### Answers of the product itself: where nothing was found, nothing could be looked up, or no question was asked.

## Nothing was found. $place: the footage within a sentence, from reading-place. $types: names of types of events.

reply-zero = { $want ->
    [COUNT_PEOPLE] 0명입니다.
   *[COUNT_EVENTS] 0건입니다.
 }
# $relation: such as "쓰러짐(05:10) 뒤".
reply-nobody-else = { $place }에는 { $relation }에 { PARTICLE($types, "으로/로") } 기록된 다른 사람이 없습니다.
# Optional: $activity, $last_type.
reply-not-found = { $place }에서 { PARTICLE($types, "으로/로") } 기록된 장면을 찾지 못했습니다.
# Optional: $activity.
reply-everyone = { $place }에 나온 사람은 모두 { $types } 기록이 있습니다.
# Optional: $opening.
reply-nothing-fits = { $place }에서는 조건({ $conditions })에 맞는 장면을 찾지 못했습니다.
reply-no-events = { $place }에는 기록된 이벤트가 없습니다.

## What was looked through

reply-past-end = 이 영상의 길이는 { $length }입니다.
reply-not-analysed = 확인되지 않음: { $place }에는 아직 분석이 끝난 영상이 없으므로 무슨 일이 있었는지 말할 수 없습니다.
reply-partly-analysed = 영상 { $videos }개는 아직 분석되지 않아, 거기서 무슨 일이 있었는지 말할 수 없습니다.
reply-no-footage = 확인할 수 있는 영상이 없으므로 무슨 일이 있었는지 말할 수 없습니다.
reply-search-failed = 알 수 없음: { $place }에서 검색 일부가 작동하지 않아, 찾는 것이 있었는지 말할 수 없습니다. 다시 물어봐 주세요.
reply-searched = 분석된 영상 { $videos }개({ $length })의 이벤트 { $events }건을 확인했습니다.
reply-not-recorded-then = { $place }에는 촬영된 영상이 없습니다. 있는 영상은 { $start }부터 { $end }까지({ $zone })의 것입니다.
reply-footage-period = 촬영된 시간은 { $period }{ $has_zone ->
    [yes] ({ $zone })
   *[no] {""}
 }입니다.
reply-not-examined = 확인되지 않음: { $place }에서 { PARTICLE($types, "은/는") } 검사한 적이 없으므로 있었는지 말할 수 없습니다.
reply-partly-examined = 거기서 { PARTICLE($types, "은/는") } 검사한 적이 없습니다.
reply-partly-looked = 일부만 확인됨: 모델이 장면 { $looked }곳에서만 { PARTICLE($types, "을/를") } 확인했으며, 나머지 영상은 확인한 적이 없습니다.
reply-partly-set = 일부만 확인됨: 구역, 시간 또는 기준이 설정된 카메라에서만 { PARTICLE($types, "을/를") } 확인했습니다.
reply-not-found-there = 확인한 장면에서는 찾지 못했습니다.
reply-looked = 모델이 무언가 일어난 장면 { $looked }곳에서 { PARTICLE($types, "을/를") } 확인했으며, 모든 순간을 본 것은 아닙니다.
# Of intrusions and crowds.
reply-needs-setting = 카메라에 구역이나 시간, 또는 기준이 설정된 경우에만, 그 뒤의 분석에서 확인합니다.
reply-detected-types = 자동 분석이 찾는 것은 { $types }뿐이며, 다른 유형은 가져온 이벤트에만 있습니다.
# $types: names of types of events. $count: how many events.
reply-false-alarms = 해당 영상에서 사람이 오경보로 판정한 이벤트 { $count }건({ $types })은 제외했습니다.
reply-near-types = 다만 { PARTICLE($types, "은/는") } 기록되어 있습니다.
# $condition: one condition of the question, as it was read.
reply-relaxed = “{ $condition }” 조건이 없으면 { $events }건
# $told: one or several of them.
reply-however = 다만 맞는 장면이 { $told } 있습니다.
reply-unknown-people = 다만 성별이나 나이를 알 수 없는 사람이 { $people }명 있습니다.

## Nothing could be looked up

reply-too-many-events = 이벤트가 너무 많아 그때 누가 더 있었는지 말할 수 없습니다. 더 짧은 시간이나 영상 하나에 대해 물어봐 주세요.
reply-no-clock = ‘{ $name }’ 영상에는 촬영 시각이 없어 시각으로 찾을 수 없습니다. 영상의 촬영 시각(recordedAt)을 입력하거나, ‘3분에서 5분 사이’처럼 영상 속 위치로 물어봐 주세요.
reply-unclear-person = 누구를 말하는지 알 수 없습니다. ‘P2’나 ‘두 번째로 들어온 사람’처럼 가리켜 주세요.
# $words: words of the question, quoted.
reply-unclear-time = { $words }: 어느 때인지 이해하지 못해 찾아보지 않았습니다. ‘2026-11-22 18시부터 18시 15분까지’처럼 날짜와 시각으로 물어봐 주세요.
reply-deed-of-person = { $person }의 { $types }
reply-no-pivot = { $missing ->
    [deed-of-person] { PARTICLE(reply-deed-of-person, "으로/로") } 기록된 장면이 없어 그 전후를 찾을 수 없습니다.
    [person] { PARTICLE($person, "으로/로") } 기록된 장면이 없어 그 전후를 찾을 수 없습니다.
    [deed] { PARTICLE($types, "으로/로") } 기록된 장면이 없어 그 전후를 찾을 수 없습니다.
   *[scene] 앞에서 찾은 장면이 없어 그 전후를 찾을 수 없습니다. 무엇의 전후인지 알려 주세요.
 }

## No question about footage

# Optional: $third_language.
reply-guidance = 촬영된 영상에 대한 질문에 한국어와 영어로 답합니다. 예를 들어 ‘몇 명이 들어왔어?’ 또는 ‘1분에서 2분 사이에 왼쪽에 서 있던 사람이 있어?’라고 물어보세요.

## Around an answer of a model

# $words: words of the question, quoted.
reply-not-understood = 다음 말은 반영하지 못했습니다: { $words }.
# Behind an answer: what of the question it does not tell.
reply-part-unanswered = 다음 물음에는 답하지 못했습니다: { $words }.
reply-people-per-camera = 사람 수는 카메라별로 센 것이므로, 여러 카메라에 나온 사람은 카메라마다 한 명으로 셉니다.
reply-people-compared-per-camera = 누가 무엇을 했는지는 카메라별로만 알 수 있으므로, 같은 사람이라도 다른 카메라에서는 다른 사람으로 봅니다.
reply-by-words = “{ $text }”: 장면 설명의 낱말에서만 찾았으며, 설명에 영상의 모든 것이 담겨 있지는 않습니다.
reply-partly-seen = 보지 못한 구간이 있으므로, 화면에 나온 사람에 대해서만 그렇습니다.
# Before an answer to a question that names no type. $number: of the citation.
reply-urgent = 긴급: { $time } { $types } [{ $number }].
reply-third-language = 한국어와 영어를 지원하므로 영어로 답합니다.
# Before or after an answer to a question that no model has read.
reply-words-only = 질문을 읽는 모델이 응답하지 않아 질문을 이해하지 못했고, 질문에 쓰인 낱말로만 찾았습니다.
# Behind a sentence that says more than what it cites.
reply-unverified = (확인되지 않은 내용입니다)
# $numbers: as citations, such as [1][2].
reply-refuted = (프레임을 살펴보니 { $numbers }에 대한 내용이 보이지 않습니다.)
reply-cut-off = (답변이 중간에 끊겼습니다.)

## In place of an answer of a model: what was found. A model's silence is no fact about the footage.

# $silence: why no model wrote an answer.
reply-silence = 답변을 작성하는 모델이 { $silence ->
    [FAILED] 응답하지 않아
    [DECLINED] 답변을 거절하여
   *[UNANSWERED] 답을 찾지 못해
 }, 찾은 장면을 그대로 보여 드립니다:
# $scenes: how many fit; $people: how many people they show, 0 where none was tracked; $shown: how many are listed.
reply-fitting = 찾는 조건에 맞는 장면은 { $scenes }건{ $people ->
    [0] {""}
   *[other] ({ $people }명)
 }{ $listed ->
    [all] 입니다
   *[some] 이며, 그중 { $shown }건을 보여 드립니다
 }.
reply-nearest = 질문에 가장 가까운 장면은 { $scenes }건입니다.
reply-counted = 질문에 따라 집계한 결과가 있습니다.

## Counts by filters and by SQL differ.

reply-counts-differ = 두 가지 방법으로 센 수가 다릅니다. 조건으로는 { $filters }, 쿼리로는 { $query }입니다.
