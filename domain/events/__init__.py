"""What an event is made of: its row, its words, its attributes; found by us or by others."""
