"""What shows footage and plays it: signed URLs, renditions, storyboards, tracks."""
