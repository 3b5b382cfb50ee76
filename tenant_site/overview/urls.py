"""The address of the figures."""

from django.urls import path

from tenant_site.overview import views

urlpatterns = [path("overview/", views.overview, name="overview")]
