"""The error of the tour."""


class TourStopped(Exception):
    """One line for the person at the terminal."""
