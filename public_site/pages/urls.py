"""Addresses that are the same in every language: what programs read, and the way to work."""

from django.urls import path

from public_site.pages import for_programs, views

urlpatterns = [
    path("sign-in/", views.find_workspace, name="find_workspace"),
    path("sign-in/by-email/", views.find_by_email, name="find_by_email"),
    path("sign-in/sent/", views.find_sent, name="find_sent"),
    path("robots.txt", for_programs.robots, name="robots"),
    path("sitemap.xml", for_programs.sitemap, name="sitemap"),
    path("site.webmanifest", for_programs.manifest, name="manifest"),
    path("favicon.ico", for_programs.favicon, name="favicon"),
    path(".well-known/security.txt", for_programs.security_txt, name="security_txt"),
    path("status.json", for_programs.status_json, name="status_json"),
]
