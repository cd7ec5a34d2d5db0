"""Labels with a bound: names that clients choose must not become ever more time series."""

OTHER = "other"


class BoundedLabel:
    """The first values that appear keep their names; all later ones are counted together, as `other`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: set[str] = set()

    def bound(self, value: str) -> str:
        if value in self._known:
            return value
        if len(self._known) >= self._limit:
            return OTHER
        self._known.add(value)
        return value
