### Answers of the product itself: where nothing was found, nothing could be looked up, or no question was asked.

## Nothing was found. $place: the footage within a sentence, from reading-place. $types: names of types of events.

reply-zero = { $want ->
    [COUNT_PEOPLE] 0 people.
   *[COUNT_EVENTS] 0 times.
 }
# $relation: such as "after collapse (05:10)".
reply-nobody-else = Nobody else was seen { $types } { $relation } { $place }.
# $activity: yes where all types are what somebody is seen doing ("coming in", not "theft"). $last_type: the last one.
# Optional: $activity, $last_type.
reply-not-found = { $activity ->
    [yes] No one was seen { $types }{ $last_type ->
        [PERSON_ENTER] ,
       *[other] {""}
    } { $place }.
   *[no] No { $types } was found { $place }.
 }
# Optional: $activity.
reply-everyone = Everyone who was seen { $place } was also { $activity ->
    [yes] seen
   *[no] found
 } { $types }.
# $opening: as for reading-place.
# Optional: $opening.
reply-nothing-fits = Nothing { $place }{ $opening ->
    [times-from] {" "}on
   *[other] {""}
 } fits: { $conditions }.
reply-no-events = No events were found { $place }.

## What was looked through

reply-past-end = The video is only { $length } long.
reply-not-analysed = Not examined: none of the videos has been analysed yet, so it cannot be said what happened { $place }.
reply-partly-analysed = { $videos ->
    [one] 1 video is
   *[other] { $videos } videos are
 } not analysed yet, so nothing can be said of what they show.
reply-no-footage = There is no footage to look through, so it cannot be said what happened.
reply-search-failed = Not known: part of the search did not work, so it cannot be said whether that happened { $place }. Please ask again.
reply-searched = Looked through { $events ->
    [one] 1 event
   *[other] { $events } events
 } in { $videos ->
    [one] 1 analysed video
   *[other] { $videos } analysed videos
 } ({ $length }).
reply-not-recorded-then = Nothing was recorded { $place }: all footage is from between { $start } and { $end } ({ $zone }).
reply-footage-period = The footage covers { $period }{ $has_zone ->
    [yes] {" "}({ $zone })
   *[no] {""}
 }.
reply-not-examined = Not examined: nothing has looked for { $types } { $place }, so it cannot be said whether there was any.
reply-partly-examined = Nothing has looked for { $types } there.
# $looked: moments at which a model looked, because something happened there.
reply-partly-looked = Only partly examined: a model has looked for { $types } at { $looked ->
    [one] 1 moment
   *[other] { $looked } moments
 }; nothing has looked for it in the rest of the footage.
reply-partly-set = Only partly examined: only cameras with a zone, hours or a limit for { $types } are examined for it.
reply-not-found-there = Where it looked, it found none.
reply-looked = A model looked for { $types } wherever something happened ({ $looked ->
    [one] 1 moment
   *[other] { $looked } moments
 }), not at every second.
# Of intrusions and crowds.
reply-needs-setting = It is looked for only where a camera has a zone or hours for it, or a limit is set, and only in analyses since then.
reply-detected-types = The analysis itself detects only { $types }; other kinds are known only from imported events.
# $types: names of types of events. $count: how many events.
reply-false-alarms = Left out: { $count ->
    [one] 1 event
   *[other] { $count } events
 } in the footage asked about ({ $types }) that people found to be { $count ->
    [one] a false alarm
   *[other] false alarms
 }.
# $types: names of types of events.
reply-near-types = However, { $types } was recorded there.
# $condition: one condition of the question, as it was read.
reply-relaxed = without “{ $condition }” { $events ->
    [one] 1 event fits
   *[other] { $events } events fit
 }
# $told: one or several of them.
reply-however = However, { $told }.
reply-unknown-people = However, { $people ->
    [one] 1 person was
   *[other] { $people } people were
 } seen whose gender or age is not known.

## Nothing could be looked up

reply-too-many-events = There are too many events to say who else was there. Ask about a shorter time, or one video.
reply-no-clock = '{ $name }' has no time of recording, so times of day cannot be looked up in it. Set its recordedAt, or ask by position, such as “between 03:00 and 05:00”.
reply-unclear-person = It is not clear who is meant. Name the person, such as “P2” or “the second visitor”.
# $words: words of the question, quoted.
reply-unclear-time = Which time is meant by { $words } was not understood, so nothing was looked up. Give a date and times, such as “between 18:00 and 18:15 on 2026-11-22”.
reply-no-pivot = { $missing ->
    [deed-of-person] No { $types } of { $person } was found, so there is nothing before or after it.
    [person] { $person } was not found, so there is nothing before or after it.
    [deed] No { $types } was found, so there is nothing before or after it.
   *[scene] There is no earlier finding to look before or after. Say before or after what.
 }

## No question about footage

# $third_language: yes where the question is in neither of the two.
# Optional: $third_language.
reply-guidance = { $third_language ->
    [yes] Questions are understood in Korean and English.{" "}
   *[no] {""}
 }Ask about what your footage shows, for example “How many people came in?” or “Was anyone standing on the left between 01:00 and 02:00?”

## Around an answer of a model

# $words: words of the question, quoted.
reply-not-understood = This does not take into account { $words }.
# Behind an answer: what of the question it does not tell.
reply-part-unanswered = This does not answer { $words }.
reply-people-per-camera = People are counted per camera: somebody who was on several counts on each.
reply-people-compared-per-camera = It is only known per camera who did what: on another camera, the same person counts as somebody else.
reply-by-words = “{ $text }” was looked for in the words of descriptions, which do not hold all that can be seen.
reply-partly-seen = Parts of the footage were not seen, so this holds only for the people who were.
# Before an answer to a question that names no type. $number: of the citation.
reply-urgent = Urgent: { $types } at { $time } [{ $number }].
reply-third-language = Korean and English are supported, so this answer is in English.
# Before or after an answer to a question that no model has read.
reply-words-only = The question was not understood, because the model that reads questions did not respond: only its words were searched for.
# Behind a sentence that says more than what it cites.
reply-unverified = (not verified)
# $numbers: as citations, such as [1][2].
reply-refuted = (The frames do not show what is said of { $numbers }.)
reply-cut-off = (The answer was cut off here.)

## In place of an answer of a model: what was found. A model's silence is no fact about the footage.

# $silence: why no model wrote an answer.
reply-silence = The model that writes answers { $silence ->
    [FAILED] did not respond
    [DECLINED] declined to answer
   *[UNANSWERED] found no answer in them
 }; this is what was found:
# $scenes: how many fit; $people: how many people they show, 0 where none was tracked; $shown: how many are listed.
reply-fitting = { $scenes ->
    [one] 1 scene
   *[other] { $scenes } scenes
 }{ $people ->
    [0] {""}
    [one] {" "}with 1 person
   *[other] {" "}with { $people } people
 } { $scenes ->
    [one] fits
   *[other] fit
 } the search{ $listed ->
    [all] {""}
   *[some] , of which { $shown } are listed
 }.
reply-nearest = { $scenes ->
    [one] 1 scene comes
   *[other] { $scenes } scenes come
 } closest to the question.
reply-counted = A query counted this for the question.

## Counts by filters and by SQL differ.

reply-counts-differ = Counted in two ways, the numbers differ: { $filters } by the conditions, { $query } by the query.
