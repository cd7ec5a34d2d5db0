"""Where events come from, as their column `source` begins."""

# Sources of ours. Imported events may not use it, see domain.events.imported.
OWN_SOURCES = "watchgraph"
# What a vision model told that looked.
LOOK_SOURCE = "watchgraph-vision/look/1"
