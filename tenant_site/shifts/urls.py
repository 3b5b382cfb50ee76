"""Addresses of the shifts."""

from django.urls import path

from tenant_site.shifts import views
from tenant_site.shifts.handover import views as handover
from tenant_site.shifts.orders import views as orders

urlpatterns = [
    path("books/<slug:book_code>/shifts/", views.shift_pattern, name="shift_pattern"),
    path("hand-overs/", handover.handover_watch, name="handover_watch"),
    path("books/<slug:book_code>/equipment/", handover.equipment, name="equipment"),
    path("books/<slug:book_code>/hand-overs/", handover.handover_list, name="handover_list"),
    path(
        "books/<slug:book_code>/hand-overs/close/", handover.handover_close, name="handover_close"
    ),
    path(
        "books/<slug:book_code>/hand-overs/take-over/",
        handover.handover_take,
        name="handover_take",
    ),
    path(
        "books/<slug:book_code>/hand-overs/<int:seq>/",
        handover.handover_detail,
        name="handover_detail",
    ),
    path(
        "books/<slug:book_code>/hand-overs/<int:seq>/accept/",
        handover.handover_accept,
        name="handover_accept",
    ),
    path("books/<slug:book_code>/orders/", orders.orders_due, name="orders_due"),
    path(
        "books/<slug:book_code>/orders/<uuid:version_id>/read/",
        orders.order_read,
        name="order_read",
    ),
    path("orders/", orders.order_list, name="order_list"),
    path("orders/new/", orders.order_publish, name="order_publish"),
    path("orders/<uuid:order_id>/", orders.order_detail, name="order_detail"),
    path("orders/<uuid:order_id>/revise/", orders.order_revise, name="order_revise"),
    path("orders/<uuid:order_id>/withdraw/", orders.order_withdraw, name="order_withdraw"),
]
