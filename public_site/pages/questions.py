"""What prospects ask before they pay: shown on the pricing page and told to search engines."""

from django.utils.translation import gettext_lazy as _

QUESTIONS = (
    (
        _("What happens when the trial ends?"),
        _(
            "Your books stay legible. To go on writing you choose a plan; until then the "
            "workspace is read-only."
        ),
    ),
    (
        _("Can you delete an entry for us?"),
        _(
            "No. That is the point of the book. Not you, not we from any screen: the database "
            "refuses it."
        ),
    ),
    (
        _("Do guards need an e-mail address?"),
        _("No. They sign in with their badge number and a password."),
    ),
    (
        _("Do we have to install anything?"),
        _("No. A browser is enough: phone, tablet or computer, whatever the post has."),
    ),
    (
        _("Can we take our books with us?"),
        _(
            "Yes, at any time and without asking: the owner downloads one file with every entry, "
            "its photos and documents, and what proves that nothing was changed."
        ),
    ),
    (
        _("Can we run it on our own servers?"),
        _("Yes. The same program runs on your machines; write to us."),
    ),
)
