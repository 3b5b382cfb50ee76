"""The name that a file had on its sender's device: data to show, never a path."""

import re
import unicodedata

LONGEST, LONGEST_BYTES = 120, 240  # file systems take 255 bytes, and browsers add to a name
_OTHER_ENDINGS = {
    "jpg": {"jpeg", "jpe", "jfif"},
    "heic": {"heif", "hif"},
    "txt": {"csv", "log", "md"},
    "mp4": {"m4v"},
    "ogg": {"oga", "opus", "ogv"},
    "3gp": {"3g2"},
    "m4a": {"m4b"},
}
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")


def shown_name(sent: str | None, extension: str) -> str:
    """Return a name that is safe to show and to download under.

    Folders, control and direction-changing characters are gone, it is 120 characters and 240
    bytes at most, and it ends as its bytes deserve: a text sent as `a.bat` is `a.bat.txt`.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent or ""))[-1]
    plain = "".join(char if _is_printable(char) else " " for char in last)
    plain = re.sub(r"[<>:\"|?*]", "_", " ".join(plain.split())).strip(". ")
    stem, ending = _parted(plain)
    if not _agrees(ending, extension):
        stem, ending = plain, extension
    return f"{_cut(stem, LONGEST - len(ending) - 1) or 'file'}.{ending}"


def _is_printable(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _cut(stem: str, most: int) -> str:
    as_bytes = stem[:most].encode()[: LONGEST_BYTES - (LONGEST - most)]
    return as_bytes.decode(errors="ignore").rstrip(". ")


def _parted(name: str) -> tuple[str, str]:
    found = _ENDING.search(name)
    return (name[: found.start()], found[1]) if found else (name, "")


def _agrees(ending: str, extension: str) -> bool:
    lower = ending.lower()
    return lower == extension or lower in _OTHER_ENDINGS.get(extension, set())
