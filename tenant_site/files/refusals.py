"""Why a file is not taken: one code for each case, and a sentence with the next step."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "empty": _("This file is empty. Choose it again, or take the picture once more."),
    "too_large": _(
        "This file is larger than %(limit)s. Send a smaller one, or a shorter recording."
    ),
    "too_many_files": _("Only %(limit)s files fit into one entry. Send the rest in another one."),
    "too_many_pixels": _(
        "This picture has more than %(limit)s megapixels. Send a smaller copy of it."
    ),
    "damaged_picture": _(
        "This picture is damaged or arrived incomplete. Send it again, or take it once more."
    ),
    "damaged_document": _("This document is damaged or arrived incomplete. Send it again."),
    "web_page": _("Web pages and drawings in SVG are not kept. Send a picture or a PDF of it."),
    "archive": _("This is an archive. Take the files out of it and send them one by one."),
    "macros": _("This document carries macros. Save it as PDF and send that."),
    "old_document": _("This is an old kind of document. Save it as PDF and send that."),
    "unknown_kind": _(
        "Files of this kind are not kept. Send a photo, a video, a recording or a PDF."
    ),
    "no_room": _(
        "The %(limit)s for photos and files are used up. Write the entry without files, and ask "
        "whoever manages the news book for more room."
    ),
    "little_room": _(
        "There is room for %(limit)s of photos and files only. Choose fewer or smaller ones, and "
        "ask whoever manages the news book for more room."
    ),
    "read_only": _(
        "Not kept: this news book can only be read now. Ask whoever manages it to renew it."
    ),
    "not_stored": _("This file could not be stored just now. Send it again in a few minutes."),
}


class FileRefused(Exception):
    """A file is not taken: `code` says why to programs, `message` to people."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.message = str(SENTENCES[code]) % values
        super().__init__(self.message)
