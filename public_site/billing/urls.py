"""Where payments are reported."""

from django.urls import path

from public_site.billing import views

urlpatterns = [path("<slug:provider_name>/", views.payment_report, name="payment_report")]
