import io
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenant_site.files.kinds import extension_of, kind_of
from tenant_site.files.refusals import FileRefused
from tests.tenant_site.files.samples import (
    PDF,
    animation,
    archive,
    boxes,
    ebml,
    heic,
    picture,
    recording,
    scene,
)

TYPES = {"[Content_Types].xml": "<Types/>"}
ACCEPTED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "jpeg": (lambda: picture("JPEG"), "jpg", "image"),
    "two pictures in one jpeg": (lambda: picture("MPO"), "jpg", "image"),
    "png": (lambda: picture("PNG"), "png", "image"),
    "gif": (animation, "gif", "image"),
    "webp": (lambda: picture("WEBP"), "webp", "image"),
    "avif": (lambda: picture("AVIF"), "avif", "image"),
    "bmp": (lambda: picture("BMP"), "bmp", "image"),
    "heic": (heic, "heic", "image"),
    "heic of another brand": (lambda: boxes(b"mif1", b"heic"), "heic", "image"),
    "avif of another brand": (lambda: boxes(b"mif1", b"avif"), "avif", "image"),
    "mp4 of an android phone": (lambda: boxes(b"isom", b"iso2", b"mp41"), "mp4", "video"),
    "mp4 of a browser": (lambda: boxes(b"iso5", b"dash"), "mp4", "video"),
    "mov of an iphone": (lambda: boxes(b"qt  ", b"qt  "), "mov", "video"),
    "old mov": (lambda: b"\0\0\0\x08wide\0\0\1\0mdat" + b"\0" * 99, "mov", "video"),
    "3gp": (lambda: boxes(b"3gp5", b"3gp4"), "3gp", "video"),
    "webm": (lambda: ebml(b"webm"), "webm", "video"),
    "mkv": (lambda: ebml(b"matroska"), "mkv", "video"),
    "avi": (lambda: b"RIFF\x24\0\0\0AVI LIST" + b"\0" * 99, "avi", "video"),
    "m4a": (lambda: boxes(b"M4A ", b"mp42"), "m4a", "audio"),
    "mp3 with title": (lambda: b"ID3\x04\0\0\0\0\0\x23" + b"\0" * 99, "mp3", "audio"),
    "mp3": (lambda: b"\xff\xfb\x90\x64" + b"\0" * 99, "mp3", "audio"),
    "aac": (lambda: b"\xff\xf1\x50\x80" + b"\0" * 99, "aac", "audio"),
    "amr": (lambda: b"#!AMR\n" + b"\x3c\x41" * 99, "amr", "audio"),
    "ogg": (lambda: b"OggS\0\2" + b"\0" * 22 + b"OpusHead", "ogg", "audio"),
    "flac": (lambda: b"fLaC\0\0\0\x22" + b"\0" * 99, "flac", "audio"),
    "wav": (recording, "wav", "audio"),
    "pdf": (lambda: PDF, "pdf", "pdf"),
    "docx": (lambda: archive(**TYPES, **{"word/document.xml": "<w/>"}), "docx", "document"),
    "xlsx": (lambda: archive(**TYPES, **{"xl/workbook.xml": "<w/>"}), "xlsx", "document"),
    "pptx": (lambda: archive(**TYPES, **{"ppt/presentation.xml": "<w/>"}), "pptx", "document"),
    "odt": (
        lambda: archive(mimetype="application/vnd.oasis.opendocument.text"),
        "odt",
        "document",
    ),
    "text": (lambda: "Puesto norte; sin novedad ñ\r\n".encode(), "txt", "document"),
    "text of old windows": (lambda: "Señal a las 02:41\r\n".encode("cp1252"), "txt", "document"),
    "text that begins like a picture": (lambda: b"BMW, plate ABC 123\n" * 9, "txt", "document"),
}
REFUSED = {
    "page": (b"<!DOCTYPE html><html><script>alert(1)</script>", "web_page"),
    "page after blanks": (b"\xef\xbb\xbf\r\n  <HTML><body onload=x>", "web_page"),
    "drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "web_page"),
    "drawing in xml": (b"<?xml version='1.0'?><svg/>", "web_page"),
    "zip": (archive(foto="x"), "archive"),
    "zip of nothing": (b"PK\5\6" + b"\0" * 18, "archive"),
    "gzip": (b"\x1f\x8b\x08\0" + b"\0" * 99, "archive"),
    "rar": (b"Rar!\x1a\x07\0" + b"\0" * 99, "archive"),
    "program of windows": (b"MZ\x90\0" + b"\0" * 99, "unknown_kind"),
    "program of linux": (b"\x7fELF\2\1\1" + b"\0" * 99, "unknown_kind"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "unknown_kind"),
    "postscript": (b"%!PS-Adobe-3.0\n", "unknown_kind"),
    "tiff": (picture("TIFF"), "unknown_kind"),
    "raw photo": (boxes(b"crx ", b"isom"), "unknown_kind"),
    "text with a null later": (b"a" * 100_000 + b"\0", "unknown_kind"),
    "noise": (bytes(range(7, 255)), "unknown_kind"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_document"),
    "rtf": (b"{\\rtf1\\ansi hello}", "old_document"),
    "docx with macros": (
        archive(**TYPES, **{"word/document.xml": "", "word/vbaProject.bin": ""}),
        "macros",
    ),
    "odt with macros": (
        archive(mimetype="application/vnd.oasis.opendocument.text", **{"Basic/x.xml": ""}),
        "macros",
    ),
    "half a pdf": (PDF[:30], "damaged_document"),
    "half a docx": (archive(**TYPES, **{"word/document.xml": "<w/>"})[:60], "damaged_document"),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_a_kind_is_known_by_its_bytes(what: str) -> None:
    make, extension, kind = ACCEPTED[what]
    found = extension_of(io.BytesIO(make()))
    assert (found, kind_of(found)) == (extension, kind)


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_kept_is_refused_with_its_reason(what: str) -> None:
    data, code = REFUSED[what]
    with pytest.raises(FileRefused) as refusal:
        extension_of(io.BytesIO(data))
    assert refusal.value.code == code


def test_a_picture_with_something_behind_it_stays_a_picture() -> None:
    moving_photo = picture("JPEG", scene()) + boxes(b"isom") + archive(evil="<script>")
    assert extension_of(io.BytesIO(moving_photo)) == "jpg"


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from([b"", b"PK\3\4", b"%PDF-", b"\0\0\0\x18ftyp", archive(a="b")[:40]]),
    rest=st.binary(max_size=400),
)
def test_hostile_bytes_are_refused_or_known_and_never_an_error(start: bytes, rest: bytes) -> None:
    with suppress(FileRefused):
        assert kind_of(extension_of(io.BytesIO(start + rest)))
