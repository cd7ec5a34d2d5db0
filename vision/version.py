"""The version of the analysis, in a module that does not import the networks."""

# Increase it when the same footage would give other events. Events name it as their source.
ANALYSIS_PIPELINE = "watchgraph-vision/5"
# The version of jobs that only look at what an analysis left out: they are jobs beside that of the analysis.
FILL_IN_PIPELINE = f"{ANALYSIS_PIPELINE} looks"
