"""`python -m tests.browser.screenshots`: take the pictures of the website, from the product.

A workspace for each language is opened behind the real stack and looked at in Chromium; what is
seen is kept in static/img/screens/ as AVIF and WebP, and as the picture for links to the site.
"""

import io
import os
import subprocess
import sys
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from public_site.pages.screens import FOLDER, SCREENS, SHARE_SIZE, Screen
from stack.running import CHECKOUT, Stack, running_stack
from tests.browser.conftest import installed_chromium
from tests.browser.sample_words import BADGE, OWNER, PASSWORD, SAMPLES
from tests.free_ports import free_port

AVIF: dict[str, Any] = {"quality": 46, "speed": 3}
WEBP: dict[str, Any] = {"quality": 72, "method": 6}
JPEG: dict[str, Any] = {"quality": 82}
SHARE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: 1200px; height: 630px; overflow: hidden; background: #0a3f52; color: #fff;
  font-family: Palatino, P052, Georgia, serif; }}
p {{ margin: 72px 0 0 72px; font-size: 40px; font-weight: 700; }}
h1 {{ margin: 28px 0 0 72px; width: 470px; font-size: 58px; line-height: 1.12; }}
i {{ display: block; margin: 40px 0 0 72px; width: 96px; height: 10px; border-radius: 9px;
  background: #f3b544; }}
img {{ position: absolute; left: 620px; top: 76px; width: 860px; border-radius: 16px;
  box-shadow: 0 30px 80px #0008; }}
</style><p>News Book</p><h1>{title}</h1><i></i><img src="data:image/png;base64,{picture}">"""

BOTH_SIZE = (1560, 960)
BOTH = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: 1560px; height: 960px; overflow: hidden; background: #e2e5e0; }}
img {{ position: absolute; border-radius: 16px; box-shadow: 0 20px 60px #0005; }}
img + img {{ left: 1140px; top: 130px; width: 380px; border: 10px solid #10222b;
  border-radius: 36px; }}
</style><img src="data:image/png;base64,{desk}" style="left: 30px; top: 30px; width: 1090px">
<img src="data:image/png;base64,{phone}">"""


def main() -> None:
    """Take every picture, or those that the command line names, and say how large each is."""
    wanted = [one for one in SCREENS if one.name in sys.argv[1:] or not sys.argv[1:]]
    with (
        tempfile.TemporaryDirectory(prefix="newsbook-screens-") as scratch,
        running_stack(Path(scratch) / "var", free_port()) as stack,
        sync_playwright() as play,
    ):
        for language in SAMPLES:
            _open(stack, language)
            chromium = play.chromium.launch(
                executable_path=installed_chromium(),
                args=["--no-sandbox", f"--lang={language}"],
                env={**os.environ, "LANGUAGE": language},  # words that the browser itself says
            )
            taken = {screen.name: _take(chromium, stack, language, screen) for screen in wanted}
            for name, picture in taken.items():
                _keep(picture, CHECKOUT / "static" / FOLDER / f"{name}.{language}")
            if "book-desk" in taken:
                _share(chromium, language, taken["book-desk"])
            if language == "en" and {"book-desk", "book-phone"} <= taken.keys():
                _for_readme(chromium, taken["book-desk"], taken["book-phone"])
            chromium.close()


def _open(stack: Stack, language: str) -> None:
    code = f"from tests.browser.sample import open_sample; open_sample({language!r})"
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code]
    subprocess.run(command, check=True, cwd=CHECKOUT, env=stack.env, timeout=120)


def _take(chromium: Browser, stack: Stack, language: str, screen: Screen) -> bytes:
    told = SAMPLES[language]
    context = chromium.new_context(
        viewport={"width": screen.view_width, "height": screen.view_height},
        device_scale_factor=screen.width / screen.view_width,
        locale=language,
        color_scheme="light",
        reduced_motion="reduce",
        has_touch=screen.is_phone,
        is_mobile=screen.is_phone,
    )
    page, root = context.new_page(), f"http://{told['slug']}.localhost:{stack.port}"
    page.goto(f"{root}/sign-in/")
    page.locator("#id_identifier").fill(OWNER.format(**told) if screen.by_owner else BADGE)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.locator("main a[href*='/books/']").first.wait_for()
    book = page.get_by_role("link", name=told["gate"]).first.get_attribute("href")
    page.goto(root + (screen.path if screen.path.startswith("/") else f"{book}{screen.path}"))
    _arrange(page, screen, told["fields"])
    picture = page.screenshot()
    context.close()
    return picture


def _arrange(page: Page, screen: Screen, fields: dict[str, str]) -> None:
    for name, typed in fields.items():
        if page.locator(f"[name='{name}']").count():
            page.locator(f"[name='{name}']").fill(typed)
            page.locator("[data-known-place] .known").first.wait_for()
            page.locator("h1").click()
    for photo in page.locator("main img").all():
        photo.evaluate("async photo => { photo.loading = 'eager'; await photo.decode() }")
    page.evaluate("top => window.scrollTo(0, top)", screen.scroll)


def _keep(picture: bytes, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.save(f"{place}.avif", **AVIF)
    image.save(f"{place}.webp", **WEBP)
    sizes = [Path(f"{place}.{kind}").stat().st_size for kind in ("avif", "webp")]
    print(f"{place.name}: {image.width}x{image.height}, AVIF {sizes[0]} B, WebP {sizes[1]} B")  # noqa: T201  # speaks to the terminal


def _share(chromium: Browser, language: str, picture: bytes) -> None:
    titles = {
        "es": "El libro de novedades que nadie puede reescribir",
        "en": "The occurrence book that nobody can rewrite",
    }
    content = SHARE.format(title=titles[language], picture=b64encode(picture).decode())
    shown = _drawn(chromium, content, SHARE_SIZE)
    shown.save(CHECKOUT / "static" / "img" / f"share.{language}.jpg", optimize=True, **JPEG)


def _for_readme(chromium: Browser, desk: bytes, phone: bytes) -> None:
    pictures = {"desk": b64encode(desk).decode(), "phone": b64encode(phone).decode()}
    shown = _drawn(chromium, BOTH.format(**pictures), BOTH_SIZE)
    shown.save(CHECKOUT / "docs" / "screenshot.png", optimize=True)


def _drawn(chromium: Browser, content: str, size: tuple[int, int]) -> Image.Image:
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_content(content)
    for picture in page.locator("img").all():
        picture.evaluate("async picture => await picture.decode()")
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return shown


if __name__ == "__main__":
    main()
