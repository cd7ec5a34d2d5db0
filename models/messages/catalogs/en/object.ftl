### Things that the detector reports near people: the classes of COCO.

# Optional: $label.
object-name = { $name }

# $things: names, with commas.
object-near = Near the person: { $things }.
