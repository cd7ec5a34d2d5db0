"""Types of what shows footage and plays it."""
