### Names of places and people, and how names are put together.

name-location = { $location ->
    [LEFT] left
    [CENTER] centre
    [RIGHT] right
   *[UNKNOWN] unknown place
 }
name-gender = { $gender ->
    [FEMALE] women
    [MALE] men
   *[UNKNOWN] gender unknown
 }
name-age-group = { $age_group ->
    [CHILD] children
    [YOUNG] young people
    [MIDDLE] middle-aged people
    [OLD] elderly people
   *[UNKNOWN] age unknown
 }

# $first: all names but the last one, separated by commas.
name-any-of = { $first } or { $last }
# Each of them: $first may be such a list itself.
name-all-of = { $first } and { $last }
# $first: all names but the last one, separated by commas.
name-list = { $first } and { $last }
# A time of day, then the position in the video.
name-moment = { $clock } ({ $position })
