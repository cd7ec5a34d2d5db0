"""The limit on open files and sockets of this process."""

import resource

# Used where the system reports no hard limit (macOS: OPEN_MAX).
_FALLBACK_LIMIT = 10_240


def raise_descriptor_limit() -> int:
    """Raise the soft limit to the hard limit; returns the new limit. Shells often start processes with only 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    target = _FALLBACK_LIMIT if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < target:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
        except (OSError, ValueError):
            # Some systems report a hard limit that they then refuse.
            return get_descriptor_limit()
    return get_descriptor_limit()


def get_descriptor_limit() -> int:
    """The current soft limit."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return _FALLBACK_LIMIT if soft == resource.RLIM_INFINITY else soft
