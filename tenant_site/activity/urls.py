"""Address of the log."""

from django.urls import path

from tenant_site.activity import views

urlpatterns = [path("log/", views.activity_log, name="activity_log")]
