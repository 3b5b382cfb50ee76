"""WSGI entrypoint of the main website."""

import os

# assigned: an exported variable must not boot the other site
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings_public"

from django.core.wsgi import get_wsgi_application

from project.utf8 import only_utf8

application = only_utf8(get_wsgi_application())
