"""How much memory and time a package of evidence takes."""
