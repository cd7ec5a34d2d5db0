"""Golden questions, asked through the public API and scored by what the answers cite and count."""
