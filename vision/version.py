"""The version of the analysis, in a module that does not import the networks."""

# Increase it when the same footage would give other events. Events name it as their source.
ANALYSIS_PIPELINE = "watchgraph-vision/4"
