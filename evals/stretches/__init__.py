"""Whether footage that is cut into files tells the same as the uncut footage."""
