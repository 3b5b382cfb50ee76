"""Fill a fresh database with four customers and print a session of each as JSON: {host: key}."""

import json
import os
import sys
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import django
from django.core.management import call_command

CUSTOMERS = ("alpha", "bravo", "delta", "gamma")


def main() -> None:
    """Make the tables, the tenants and what the page shows of each."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.requests_site.settings"
    django.setup()
    is_plain = os.environ["FOUNDATION"] == "plain"
    if is_plain:
        call_command("migrate", verbosity=0)
    else:
        call_command("migrate_schemas", schema_name="public", verbosity=0)
    keys = {f"{name}.localhost": customer(name, is_plain=is_plain) for name in CUSTOMERS}
    sys.stdout.write(json.dumps(keys))


def customer(name: str, *, is_plain: bool) -> str:
    """Make one customer and return the key of a session there."""
    from django.contrib.auth.models import User

    user = User._default_manager.create_user(name)
    with nullcontext() if is_plain else _new_tenant(name):
        return _fill(name, user)


def _new_tenant(name: str) -> Any:
    from django_tenants.utils import tenant_context

    models = import_module("bench.requests_site.customers.models")
    client = models.Client(schema_name=f"t_{name}", name=name)
    client.save(verbosity=0)
    models.Domain._default_manager.create(domain=f"{name}.localhost", tenant=client)
    return tenant_context(client)


def _fill(name: str, user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from bench.requests_site.notes.models import Note, Topic

    for number in range(
        0 if Topic._default_manager.exists() else 3
    ):  # plain Django's tables are of all
        topic = Topic._default_manager.create(name=f"Topic {number} of {name}")
        texts = (f"Note {line} of {name}" for line in range(10, 20))
        Note._default_manager.bulk_create([Note(topic=topic, text=text) for text in texts])
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main()
