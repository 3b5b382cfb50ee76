"""Addresses of the reports."""

from django.urls import path

from tenant_site.reports import past_views, public_views, views

urlpatterns = [
    path("books/<slug:book_code>/reports/", views.report_list, name="report_list"),
    path("books/<slug:book_code>/reports/new/", views.report_issue, name="report_issue"),
    path(
        "books/<slug:book_code>/reports/<int:number>/<int:version>/",
        views.report_detail,
        name="report_detail",
    ),
    path(
        "books/<slug:book_code>/reports/<int:number>/<int:version>/pdf/",
        views.report_pdf,
        name="report_pdf",
    ),
    path(
        "books/<slug:book_code>/reports/<int:number>/reissue/",
        views.report_reissue,
        name="report_reissue",
    ),
    path("books/<slug:book_code>/past/", past_views.book_past, name="book_past"),
    path("r/<str:token>/", public_views.report_confirm, name="report_confirm"),
]
