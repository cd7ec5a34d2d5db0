### In a summary: that no event was recorded or nothing looked for any, that a part cannot be read, what was not
### examined.

# $length: "unknown" where the video's length is not known.
summary-no-events = The analysis recorded no events in { $length ->
    [unknown] this video
   *[other] { $length } of video
 }. What follows is what its frames show.
summary-not-analysed = The video is not analysed yet, so its events are not known. What follows is what its frames show.
summary-unreadable-part = The frames of this part are damaged and cannot be looked at.
# The last paragraph. $types: names of types of events.
summary-not-examined = Not examined: nothing has looked for { $types }, so it cannot be said whether there was any.
# $moments: at which something happened that is worth a look; $looked: those at which a model looked.
summary-partly-examined = Only partly examined: a model has looked for { $types } at { $looked } of { $moments } moments at which something happened.
# $types: names of types of events. $count: how many events.
summary-false-alarms = Left out: { $count ->
    [one] 1 event ({ $types }) that people found to be a false alarm.
   *[other] { $count } events ({ $types }) that people found to be false alarms.
 }

# In place of a headline that tells something else than the events.
summary-headline = { $events ->
    [one] 1 event
   *[other] { $events } events
 }, { $people ->
    [one] 1 person
   *[other] { $people } people
 }
