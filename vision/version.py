"""Version of the detectors and rules, apart from them: naming it must not load the networks."""

# Raise it when the same footage would give other events. It is also the source that events name.
PIPELINE = "watchgraph-vision/2"
