### How a question was read: "03:00–05:00 of 'Left aisle' · standing · left".

## The footage. $use: "heading" at the top of an answer, "place" within a sentence.

reading-all-footage = { $use ->
    [place] any footage
   *[heading] all footage
 }
reading-cameras = camera { $names }
reading-sites = site { $names }
reading-camera-name = '{ $name }'
# $bounds: which of the two ends are known.
reading-window = { $bounds ->
    [both] { $start }–{ $end }
    [start] from { $start }
   *[end] until { $end }
 }
reading-times = { $window } ({ $zones })
reading-local-zones = local time of each camera: { $zones }
reading-part-of-each = { $part } of each video
reading-video = { $shown ->
    [times-and-part] { $times }, { $part }, '{ $name }'
    [times] { $times }, '{ $name }'
    [part] { $part } of '{ $name }'
   *[whole] { $use ->
        [place] '{ $name }'
       *[heading] all of '{ $name }'
    }
 }
# The footage within a sentence. $opening: what it begins with, a window without an end or a start, or anything else.
# Optional: $opening.
reading-place = { $opening ->
    [times-from] { $footage }
    [times-until] { $footage }
    [part-from] { $footage }
    [part-until] { $footage }
   *[other] in { $footage }
 }

## The conditions

reading-without = without { $types }
reading-at-least = for at least { $seconds } s
reading-at-most = for at most { $seconds } s
reading-visitor = { $position ->
    [last] the last visitor
    [from-end] visitor { $number } from the end
   *[nth] visitor { $number }
 }
reading-earlier-person = the person just mentioned
reading-earlier-scene = what was found before
reading-company = { $company ->
    [ALONE] alone
    [ACCOMPANIED] not alone
   *[WITH_WHOM] with whom
 }
reading-by = { $dimension ->
    [CAMERA] by camera
    [SITE] by site
    [DAY] by day
    [HOUR] by hour
    [DATED_HOUR] by hour
    [GENDER] women and men
   *[LOCATION] by side
 }
reading-text = “{ $text }”
reading-not-understood = not taken into account: { $words }
reading-quoted = “{ $words }”
# $named: yes where the person has an id, such as P2.
# Optional: $named.
reading-deed-of-person = { $named ->
    [yes] { $person }'s { $deed }
   *[no] the { $deed } of { $person }
 }
# $has_limit: whether it is within some seconds. $has_time: whether the time of the deed is known.
reading-relation = { $has_limit ->
    [yes] up to { $limit } s{" "}
   *[no] {""}
 }{ $when ->
    [BEFORE] before
    [DURING] during
   *[AFTER] after
 } { $deed }{ $has_time ->
    [yes] {" "}({ $time })
   *[no] {""}
 }
# In place of the conditions of a question that no model has read.
reading-words-only = not understood; only its words were searched for
