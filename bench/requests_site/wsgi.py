"""WSGI entrypoint of the measured site."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.requests_site.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
