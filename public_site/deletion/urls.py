"""The address in the letters about a deletion."""

from django.urls import path

from public_site.deletion import views

urlpatterns = [path("<str:token>/", views.deletion, name="deletion")]
