"""Pure functions over frames and tracks: decode, detect, track, derive events. Reads local files, nothing else."""
