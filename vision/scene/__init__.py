"""What the frame as a whole says, and where it is not seen."""
