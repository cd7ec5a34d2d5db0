"""Why the tour ended early."""


class TourStopped(Exception):
    """One line for the person at the terminal."""
