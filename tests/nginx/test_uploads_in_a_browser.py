from pathlib import Path

from playwright.sync_api import Browser

from tests.nginx.front import Front

FORM = """<form method="post" enctype="multipart/form-data" action="{action}">
<input type="file" name="photo"><button>Enviar</button></form>"""


def test_a_browser_shows_the_page_when_the_files_are_too_large(
    front: Front, chromium: Browser, tmp_path: Path
) -> None:
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(b"x" * 30 * 2**20)
    page = chromium.new_page()
    page.set_content(FORM.format(action=f"http://acme.localhost:{front.port}/write/"))
    page.set_input_files("input", photo)
    with page.expect_navigation() as navigation:
        page.click("button")
    assert navigation.value.status == 413
    assert page.inner_text("h1") == "Los archivos son demasiado grandes"
    page.close()
