"""People in footage: detection, tracks, motion, events."""
