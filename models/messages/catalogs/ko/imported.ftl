### Descriptions of events whose source gave none.

imported-person = { $gender ->
    [FEMALE] 한 여성이
    [MALE] 한 남성이
   *[UNKNOWN] 한 사람이
 }
# $has_target and $has_notes are yes or no. $notes: what the verb has no room for.
# $particle follows the target (such as "을/를"), $place_particle the place.
# Optional: $particle, $place_particle.
imported-event = { $subject }{ $location ->
    [LEFT] {" "}왼쪽{ $place_particle }
    [CENTER] {" "}가운데{ $place_particle }
    [RIGHT] {" "}오른쪽{ $place_particle }
   *[UNKNOWN] {""}
 }{ $has_target ->
    [yes] {" "}{ PARTICLE($target, $particle) }
   *[no] {""}
 } { $verb }{ $has_notes ->
    [yes] ({ $notes })
   *[no] {""}
 }.
