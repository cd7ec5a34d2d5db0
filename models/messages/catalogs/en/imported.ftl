### Descriptions of events whose source gave none.

imported-person = { $gender ->
    [FEMALE] A woman
    [MALE] A man
   *[UNKNOWN] A person
 }
# $has_target and $has_notes are yes or no. $notes: what the verb has no room for.
# Optional: $particle, $place_particle.
imported-event = { $subject } { $verb }{ $has_target ->
    [yes] {" "}{ $target }
   *[no] {""}
 }{ $location ->
    [LEFT] {" "}on the left
    [CENTER] {" "}in the center
    [RIGHT] {" "}on the right
   *[UNKNOWN] {""}
 }{ $has_notes ->
    [yes] : { $notes }
   *[no] {""}
 }.
