"""What models see in one frame: people, objects, bodies and their postures."""
