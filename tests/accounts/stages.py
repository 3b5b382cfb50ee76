from allauth.account.stages import LoginStage
from django.http import HttpResponse


class Waiting(LoginStage):  # type: ignore[misc]  # allauth ships no types
    """Stands for any stage that stops a sign-in until something else is shown."""

    key = "waiting"
    urlname = "password_change"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        return HttpResponse("Show more first.", status=202), True
