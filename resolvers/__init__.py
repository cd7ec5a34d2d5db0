"""May you ask, which loader, which verb: one file per noun."""
