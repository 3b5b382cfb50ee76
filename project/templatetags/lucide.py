"""The icons of the library, each drawn once: a page shows dozens."""

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide

register = template.Library()
register.simple_tag(lru_cache(maxsize=1024)(lucide), name="lucide")
