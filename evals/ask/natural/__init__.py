"""Natural questions: as people type them, written before anybody knew how they would be read."""
