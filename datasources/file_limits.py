"""How many files and sockets this process may have open."""

import resource

# What systems without a limit of their own take (macOS: OPEN_MAX).
_FALLBACK_LIMIT = 10_240


def raise_descriptor_limit() -> int:
    """Allow as many as the system lets us; how many that are. Shells and service managers begin with few: 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FALLBACK_LIMIT if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):
            # A system that promises more than it gives.
            return get_descriptor_limit()
    return get_descriptor_limit()


def get_descriptor_limit() -> int:
    """How many may be open now."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return _FALLBACK_LIMIT if soft == resource.RLIM_INFINITY else soft
