"""`manage.py render_nginx`: write nginx's configuration from the settings."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from project import env
from stack import nginx, nginx_files
from stack.folders import socket_folder
from stack.refusals import Refused

SERVER_SOCKETS = Path("/run/newsbook")
SERVER_LOGS = Path("/var/log/nginx")


class Command(BaseCommand):
    """Writes the configuration of nginx for both sites."""

    help = "Write nginx's configuration for both sites from the settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask where to write."""
        parser.add_argument("--output", type=Path, required=True, help="folder to write into")
        parser.add_argument(
            "--sockets",
            type=Path,
            help="folder of the sockets of both gunicorns "
            f"(default: {SERVER_SOCKETS}, on a development machine below VAR_FOLDER)",
        )

    def handle(self, *, output: Path, sockets: Path | None, **options: Any) -> None:
        """Write it, or say in one line why not."""
        try:
            site = site_of_settings(sockets)
            written = nginx_files.render(site, output.absolute())
        except (Refused, ImproperlyConfigured, OSError) as problem:
            raise CommandError(str(problem)) from problem
        if options["verbosity"]:
            self.stdout.write(f"Wrote {len(written)} files to {output}.")


def site_of_settings(sockets: Path | None = None) -> nginx_files.Site:
    """Return what Django's settings say to nginx.

    Raises:
        ImproperlyConfigured: production without a certificate; names the variables.
    """
    var = settings.VAR_FOLDER
    port = (settings.PUBLIC_PORT_SUFFIX or (":443" if settings.HAS_TLS else ":80")).lstrip(":")
    here = settings.DEVELOPMENT
    return nginx_files.Site(
        main_host=settings.PUBLIC_HOST,
        port=int(port),
        port_suffix=settings.PUBLIC_PORT_SUFFIX,
        sockets=sockets or (socket_folder(var) if here else SERVER_SOCKETS),
        run=socket_folder(var) if here else None,
        logs=var / "logs",
        access_log=var / "logs" / "nginx-access.log" if here else SERVER_LOGS / "newsbook.log",
        static_root=settings.STATIC_ROOT,
        media_hosts=settings.MEDIA_HOSTS,
        media_secret=settings.MEDIA_SECRET,
        media_cache_seconds=max(1, settings.MEDIA_URL_SECONDS // 2),
        max_request_bytes=settings.MAX_REQUEST_BYTES,
        loopback_only=here,
        workspaces_in_folders=settings.WORKSPACES_IN_FOLDER,
        user=_user(here=here),
        worker_processes="2" if here else "auto",
        version=_version(here=here),
        tls=_tls() if settings.HAS_TLS else None,
    )


def _user(*, here: bool) -> str:
    return "root" if here and os.getuid() == 0 else ""


def _version(*, here: bool) -> tuple[int, ...]:
    own = env.text("NGINX")
    found = nginx.program(own) if here else nginx.of_this_server(own)
    return nginx.version(found) if found else nginx_files.HTTP2_DIRECTIVE_SINCE


def _tls() -> nginx_files.Tls:
    directives = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
    directives += ["includeSubDomains"] * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
    directives += ["preload"] * settings.SECURE_HSTS_PRELOAD
    return nginx_files.Tls(
        certificate=Path(env.required("TLS_CERTIFICATE")),
        key=Path(env.required("TLS_KEY")),
        strict_transport="; ".join(directives),
        acme_root=settings.VAR_FOLDER / "acme",
    )
