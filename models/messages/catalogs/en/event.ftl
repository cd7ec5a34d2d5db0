### Descriptions of events. Sides: LEFT, CENTER and RIGHT, of the frame; an event starts and ends on one.

event-start = { $start ->
    [LEFT] left
    [CENTER] center
   *[RIGHT] right
 }
event-end = { $end ->
    [LEFT] left
    [CENTER] center
   *[RIGHT] right
 }
event-stays-at = { $start ->
    [LEFT] on the left
    [CENTER] in the center
   *[RIGHT] on the right
 }

event-enters = { $start ->
    [CENTER] A person comes into view in the { event-start }.
   *[other] A person enters from the { event-start }.
 }
event-leaves = { $end ->
    [CENTER] A person goes out of view in the { event-end }.
   *[other] A person leaves to the { event-end }.
 }
event-walks = A person walks { event-stays-at } for { $duration }.
event-walks-across = A person walks from the { event-start } to the { event-end }{ $then }.
event-walks-about = A person walks back and forth for { $duration }, from the { event-start }, at last to the { event-end }.
event-runs = A person runs { event-stays-at } for { $duration }.
event-runs-across = A person runs from the { event-start } to the { event-end }{ $then }.
event-runs-about = A person runs back and forth for { $duration }, from the { event-start }, at last to the { event-end }.
event-then = , then to the { event-end }
event-stands = A person stands { event-stays-at } for { $duration }.
event-stays = A person stays { event-stays-at } for { $duration }.
event-sits = A person sits { event-stays-at } for { $duration }.
event-lies = A person lies { event-stays-at } for { $duration }.
event-collapses = A person falls { event-stays-at }.
event-is-lost = A person is lost from view { event-stays-at }.
event-loiters = A person loiters { event-stays-at } for { $duration }.

event-intrudes = A person is { event-stays-at }, where nobody may be, for { $duration }.
event-intrudes-late = A person is { event-stays-at } outside of the expected hours, for { $duration }.
event-crowds = Up to { $people } people are in view at once, for { $duration }.

event-camera-silent = The camera stops recording: no footage came from it after this.

# $reason: COVERED, MOVED, DEFOCUSED or DARK.
event-camera-trouble = { $reason ->
    [COVERED] Something covers the camera: the usual picture cannot be seen.
    [MOVED] The camera shows another view than before: it was moved or turned.
    [DEFOCUSED] The picture is out of focus: nothing can be made out clearly.
   *[DARK] The picture is dark: the light may be off. That is no sign that somebody touched the camera.
 }

event-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
 }
event-seconds = { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
 }

## A word to search by

event-keywords-person = person
event-keywords-people = people
