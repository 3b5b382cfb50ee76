"""Where the workspace of a slug is visited: a host of its own, or a folder of the one host."""

from django.conf import settings


def workspace_url(slug: str) -> str:
    """Return the address of the workspace, on PUBLIC_URL's scheme, without a trailing slash."""
    if settings.WORKSPACES_IN_FOLDER:
        return f"{settings.PUBLIC_URL}/{settings.TENANT_SUBFOLDER_PREFIX}/{slug}"
    host = f"{slug}.{settings.PUBLIC_HOST}"
    return f"{settings.PUBLIC_SCHEME}://{host}{settings.PUBLIC_PORT_SUFFIX}"


def workspace_address(slug: str) -> str:
    """Return the address as people read it: without scheme and port."""
    if settings.WORKSPACES_IN_FOLDER:
        return f"{settings.PUBLIC_HOST}/{settings.TENANT_SUBFOLDER_PREFIX}/{slug}"
    return f"{slug}.{settings.PUBLIC_HOST}"


def slug_typed(address: str) -> str:
    """Return what stands for the slug in an address as people type or paste it."""
    host, _, path = address.strip().lower().split("://")[-1].partition("/")
    host = host.split(":")[0]
    folder, _, slug = path.partition("/")
    is_folder = settings.WORKSPACES_IN_FOLDER and folder == settings.TENANT_SUBFOLDER_PREFIX
    if is_folder and host == settings.PUBLIC_HOST:
        return slug.split("/")[0]
    return host.removesuffix(f".{settings.PUBLIC_HOST}")
