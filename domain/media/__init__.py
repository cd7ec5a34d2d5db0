"""What shows footage and plays it: renditions."""
