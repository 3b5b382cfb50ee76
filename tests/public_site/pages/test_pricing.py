from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.test import Client as Browser
from django.utils import translation

from tests.reading import read_page


def test_every_plan_of_the_settings_stands_with_its_price(website: Browser) -> None:
    text = read_page(website.get("/en/pricing/").content).one("main").text
    for plan in settings.PLANS:
        with translation.override("en"):
            assert str(plan.name) in text
        assert plan.price is None or f"{plan.price} {plan.currency}" in text


def test_another_price_in_the_settings_is_another_price_on_the_page(
    website: Browser, settings: Any
) -> None:
    settings.PLANS = (replace(settings.PLANS[0], price=Decimal(12345), currency="COP"),)
    page = read_page(website.get("/es/pricing/").content)
    assert "12345 COP" in page.one("main").text


def test_a_plan_without_a_price_leads_to_a_conversation(website: Browser) -> None:
    links = read_page(website.get("/en/pricing/").content).all("a")
    talks = [
        link.attributes["href"]
        for link in links
        if link.text == "Talk to us" and "button--wide" in link.attributes.get("class", "")
    ]
    assert talks == ["/en/contact/"] * sum(plan.price is None for plan in settings.PLANS)


def test_a_plan_with_a_price_leads_to_sign_up_and_carries_nothing(website: Browser) -> None:
    links = read_page(website.get("/en/pricing/").content).all("a")
    starts = [link.attributes["href"] for link in links if link.text.startswith("Start with")]
    assert starts == ["/sign-up/?lang=en"] * sum(plan.price is not None for plan in settings.PLANS)
