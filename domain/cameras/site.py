"""At which site a new thing is: the one that its maker names, or the only one that its maker may see."""

from models.access.principal import Principal
from models.errors import InvalidInput, NotFound


def choose_site(principal: Principal, site: str | None, field: tuple[str, ...]) -> str | None:
    """The site of a thing that the principal makes; None: at no site. Raises NotFound, InvalidInput.

    site: as it was named; None: it was not. Who is limited to sites makes nothing elsewhere: a foreign site answers as
    a missing one.
    """
    if principal.sites is None:
        return site
    if not principal.sites:
        raise InvalidInput("NO_SITES", field=field)
    if site is None:
        if len(principal.sites) > 1:
            raise InvalidInput("SITE_REQUIRED", field=field, sites=", ".join(sorted(principal.sites)))
        return next(iter(principal.sites))
    if site not in principal.sites:
        raise NotFound(field=field)
    return site
