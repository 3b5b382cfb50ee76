"""Where the payment provider reports to."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from public_site.billing.events import take_report
from public_site.billing.providers import NotGenuine, provider

logger = logging.getLogger(__name__)


@require_POST
@csrf_exempt
def payment_report(request: HttpRequest, provider_name: str) -> HttpResponse:
    """Take a provider's report: 200 only once it is kept, so that it is sent again otherwise."""
    taker = provider()
    if taker is None or taker.name != provider_name:
        raise Http404
    body = request.body
    try:
        report = taker.read_report(body, request.headers)
    except NotGenuine:
        logger.warning("A payment report was refused: its signature is wrong or old.")
        return HttpResponse(status=400)
    event = take_report(provider=taker.name, report=report, payload=body.decode())
    if event is not None and event.outcome in {event.Outcome.UNKNOWN, event.Outcome.OTHER_CURRENCY}:
        logger.warning("Payment event %s was kept and not counted: %s.", event, event.outcome)
    return HttpResponse(status=200)
