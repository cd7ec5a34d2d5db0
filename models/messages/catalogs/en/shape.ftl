### Answers that a program computes and words itself: comparisons, lengths between events, company, times with nobody.

# How long something was: only the units that are not 0.
shape-length = { $unit ->
    [hours] { $hours } h { $minutes } min
    [minutes] { $minutes } min { $seconds } s
   *[seconds] { $seconds } s
 }

## Comparisons. $names: one or several groups. $counted: a number with its unit.

shape-group = { $dimension ->
    [CAMERA] '{ $name }'
    [SITE] site '{ $name }'
    [HOUR] { $name }:00–{ $name }:59
   *[other] { $name }
 }
shape-counted = { $by_people ->
    [yes] { $people ->
        [one] 1 person
       *[other] { $people } people
    }
   *[no] { $events ->
        [one] 1 event
       *[other] { $events } events
    }
 }
shape-group-counted = { $events ->
    [one] 1 event
   *[other] { $events } events
 }, { $people ->
    [one] 1 person
   *[other] { $people } people
 }
shape-group-partly = { $counts } in what was examined, which is not all
# Why a group has no number.
shape-group-unknown = { $state ->
    [NO_FOOTAGE] no footage
    [NOT_ANALYSED] not analysed yet
   *[NOT_EXAMINED] not examined: nothing has looked for it
 }
shape-most = Most { $types }: { $names }, { $counted }.
shape-fewest = Fewest: { $names }, { $counted }.
shape-equal = { $types }: the same number everywhere, { $counted }.
shape-anything = events
# Some groups have no number.
shape-of-counted = This compares only what can be counted.
shape-one-group = { $types }: only { $names } can be counted, { $counted }, so there is nothing to compare it with.
shape-left-out = { $groups ->
    [one] 1 more group is not listed.
   *[other] { $groups } more groups are not listed.
 }
shape-no-group = { $events ->
    [one] 1 more event belongs
   *[other] { $events } more events belong
 } to none of them, as far as is known.

## From one event to another. $first, $second: names of types. $since, $until: times.

shape-elapsed = { $length } from { $first } ({ $since }) to { $second } ({ $until })
shape-elapsed-person = { $person }: { $elapsed }
shape-elapsed-average = On average { $average }; the shortest { $shortest }, the longest { $longest }.
shape-elapsed-none = There is { $first }, but no { $second } { $when ->
    [BEFORE] before
   *[AFTER] after
 } it that belongs to it.
shape-elapsed-without = { $number ->
    [one] 1 more { $first } has
   *[other] { $number } more { $first } have
 } no { $second } { $when ->
    [BEFORE] before
   *[AFTER] after
 } it.
shape-listed = { $shown } of { $all } are listed.

## Company

# $other: the people that are there, with times.
shape-with-whom = Together with { $person } ({ $time }): { $others }.
shape-nobody-with = Nobody else was seen at that time, as far as people are told apart.
# What the words mean here.
shape-company-meaning = { $company ->
    [ALONE] “Alone” means here that nobody else was in view of that camera at the time
   *[other] “Together” means here in view of the same camera at the same time
 }; for coming in and leaving, { $company ->
    [ALONE] that nobody else did so
   *[other] doing so
 } within { $seconds } seconds.

## When nobody was there

shape-empty-here = Nobody was seen by { $camera }: { $times }.
shape-empty-everywhere = Nobody was seen by any of the { $cameras } cameras, all of which recorded: { $times }.
shape-never-everywhere = There was no time at which all { $cameras } cameras recorded and none of them saw anybody.
shape-never-empty = { $camera } saw somebody at all times that it recorded.
shape-empty-unknown = { $videos ->
    [one] 1 more video is
   *[other] { $videos } more videos are
 } not analysed, or of unknown time, so nothing can be said of what they show.
shape-empty-unplaced = No footage has been analysed whose time is known, so it cannot be said when nobody was there.
shape-empty-too-many = There are too many events to say when nobody was there. Ask about a shorter time or one camera.
shape-a-camera = the camera
shape-more-times = and { $times } more

## Most people at once

shape-peak-over-cameras = Over all cameras by the clock, at most { $people } were in view at once, at { $clock }; somebody in view of two cameras counts on each.
shape-peak-known = Over all cameras by the clock, at most { $people } were in view at once, at { $clock }.
