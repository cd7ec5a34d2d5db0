"""The settings of the API alone."""
