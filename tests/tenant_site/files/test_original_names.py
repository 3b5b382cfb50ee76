import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_site.files.original_names import shown_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("foto.jpg", "foto.jpg"),
        ("IMG_0412.JPG", "IMG_0412.JPG"),
        ("evidencia ñ.jpeg", "evidencia ñ.jpeg"),
        ("../../etc/foto.jpg", "foto.jpg"),
        ("..\\..\\windows\\foto.jpg", "foto.jpg"),
        ("C:\\Users\\ana\\foto.jpg", "foto.jpg"),
        ("foto.jpg\r\nSet-Cookie: x=1", "foto.jpg Set-Cookie_ x=1.jpg"),
        ("gpj.\u202eexe.jpg", "gpj. exe.jpg"),
        ("a\x00b.jpg", "a b.jpg"),
        ('"><img src=x>.jpg', "___img src=x_.jpg"),
        ("foto.exe", "foto.exe.jpg"),
        ("foto.php.jpg", "foto.php.jpg"),
        ("..", "file.jpg"),
        ("", "file.jpg"),
        (None, "file.jpg"),
        (".jpg", "jpg.jpg"),
        ("   ", "file.jpg"),
        ("n\u0303.jpg", "ñ.jpg"),
        ("📷 puerta.jpg", "📷 puerta.jpg"),
    ],
)
def test_a_name_is_data_to_show(sent: str | None, shown: str) -> None:
    assert shown_name(sent, "jpg") == shown


@pytest.mark.parametrize(
    ("sent", "extension", "shown"),
    [
        ("run.bat", "txt", "run.bat.txt"),
        ("lista.csv", "txt", "lista.csv"),
        ("page.html", "txt", "page.html.txt"),
        ("IMG_1.HEIC", "heic", "IMG_1.HEIC"),
        ("IMG_1.HEIC", "jpg", "IMG_1.HEIC.jpg"),
    ],
)
def test_a_name_ends_as_the_bytes_deserve(sent: str, extension: str, shown: str) -> None:
    assert shown_name(sent, extension) == shown


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    shown = shown_name("ñ" * 300 + ".jpg", "jpg")
    assert len(shown) == 120
    assert shown.endswith("ñ.jpg")


def test_a_name_of_wide_characters_is_cut_to_what_file_systems_take() -> None:
    shown = shown_name("📷" * 120 + ".jpg", "jpg")
    assert shown == "📷" * 59 + ".jpg"


@given(sent=st.text(max_size=200), extension=st.sampled_from(["jpg", "txt", "docx"]))
def test_no_name_carries_a_folder_or_a_control_character(sent: str, extension: str) -> None:
    shown = shown_name(sent, extension)
    assert 0 < len(shown) <= 120
    assert len(shown.encode()) <= 240
    assert not set(shown) & set('/\\<>"\r\n\0')
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} for char in shown)
    assert not shown.startswith(".")
