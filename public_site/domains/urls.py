"""What servers in front of us ask about hosts."""

from django.urls import path

from public_site.domains import views

urlpatterns = [path("tls-check", views.tls_check, name="tls_check")]
