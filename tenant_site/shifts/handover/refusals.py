"""Why a hand-over is not written or accepted."""


class HandoverRefused(Exception):
    """Nothing was written and no number was used."""


class HandoverPending(HandoverRefused):
    """The last hand-over of the book is to be accepted first."""


class HandoverAccepted(HandoverRefused):
    """Somebody else has accepted it."""


class OwnHandover(HandoverRefused):
    """One person signs both sides only as taken over alone, and two people never do."""


class SignsElsewhere(HandoverRefused):
    """Their rules ask for more than a password: they sign in a session of their own."""
