"""Pure functions over footage: decode, detect, track, derive events. Reads files that it is given, nothing else."""
