"""One small site on three foundations: plain Django, django-tenants and the tenancy engine."""
