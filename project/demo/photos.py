"""Photos of the sample, drawn by the program and dressed as a phone's, on its side at times."""

import random
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1200, 900
ORIENTATION, MAKE, MODEL, CAMERA, TAKEN, GPS = 0x0112, 0x010F, 0x0110, 0x8769, 0x9003, 0x8825
TURNED = 6
Draw = ImageDraw.ImageDraw


def draw_photo(subject: str, *, caption: str, taken_at: datetime, dice: random.Random) -> bytes:
    """Return a JPEG of `subject` with `caption` in it, as a phone held upright or sideways."""
    night = not 6 <= taken_at.hour < 18
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#1b2430" if night else "#a9bccb")
    pen = ImageDraw.Draw(picture)
    SUBJECTS[subject](pen, caption, dice)
    if night:
        picture = Image.blend(picture, Image.new("RGB", picture.size, "#0b1220"), 0.35)
    grain = Image.effect_noise((WIDTH // 4, HEIGHT // 4), 28).resize(picture.size).convert("RGB")
    picture = Image.blend(picture.filter(ImageFilter.SMOOTH), grain, 0.07)
    stamp = f"{taken_at:%Y-%m-%d %H:%M}"
    ImageDraw.Draw(picture).text((WIDTH - 24, HEIGHT - 20), stamp, "#ffd84d", font(30), anchor="rs")
    return _as_phone(picture, taken_at=taken_at, turned=dice.random() < 0.4)


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own typeface, which needs no file of the machine."""
    return ImageFont.load_default(size)


def _as_phone(picture: Image.Image, *, taken_at: datetime, turned: bool) -> bytes:
    exif = Image.Exif()
    exif[MAKE], exif[MODEL] = "Andes", "Vigia 5"
    exif.get_ifd(CAMERA)[TAKEN] = f"{taken_at:%Y:%m:%d %H:%M:%S}"
    exif[ORIENTATION] = TURNED if turned else 1
    exif.get_ifd(GPS).update({1: "N", 2: (4.0, 40.0, 38.1), 3: "W", 4: (74.0, 8.0, 2.4)})
    data = BytesIO()
    pixels = picture.transpose(Image.Transpose.ROTATE_90) if turned else picture
    pixels.save(data, "JPEG", quality=80, exif=exif)
    return data.getvalue()


def _ground(pen: Draw, colour: str, horizon: int) -> None:
    pen.rectangle((0, horizon, WIDTH, HEIGHT), fill=colour)


def _gate(pen: Draw, caption: str, dice: random.Random) -> None:
    _ground(pen, "#5b5f63", 560)
    pen.polygon([(420, 560), (780, 560), (1180, 900), (20, 900)], fill="#43474b")
    pen.rectangle((60, 300, 330, 620), fill="#d9d2c3", outline="#77705f", width=6)
    pen.rectangle((95, 350, 295, 470), fill="#6f93a8", outline="#333", width=5)
    pen.rectangle((60, 270, 350, 305), fill="#8a3b2e")
    tilt = dice.randrange(-30, 30)
    for part in range(10):
        left, top = 340 + part * 80, 560 + tilt * part // 10
        pen.rectangle((left, top, left + 80, top + 34), fill="#c0271d" if part % 2 else "#f4f1ea")
    pen.text((195, 410), caption, "#f7f7f2", font(34), anchor="mm")


def _plate(pen: Draw, caption: str, dice: random.Random) -> None:
    _ground(pen, "#4a4d50", 640)
    body = dice.choice(("#7d8790", "#8b1f24", "#e6e6e2", "#23364f"))
    pen.rounded_rectangle((130, 220, 1070, 760), 70, fill=body, outline="#15181b", width=6)
    pen.rounded_rectangle((240, 250, 960, 430), 40, fill="#1c2a35")
    for left in (170, 910):
        pen.rounded_rectangle((left, 480, left + 120, 570), 20, fill="#a11313", outline="#400")
    pen.rounded_rectangle((390, 520, 810, 680), 14, fill="#f3c316", outline="#111", width=7)
    pen.text((600, 585), caption, "#101010", font(96), anchor="mm")
    pen.text((600, 655), "BOGOTA D.C.", "#101010", font(26), anchor="mm")


def _parcel(pen: Draw, caption: str, dice: random.Random) -> None:
    _ground(pen, "#7c7468", 0)
    pen.rectangle((170, 120, 1030, 790), fill="#b58a56", outline="#6d5030", width=6)
    pen.rectangle((170, 410, 1030, 470), fill="#cdb48c")
    pen.rectangle((360, 210, 850, 640), fill="#fbfaf5", outline="#999", width=3)
    at = 400
    while at < 800:
        width = dice.choice((3, 5, 8))
        pen.rectangle((at, 470, at + width, 580), fill="#111")
        at += width + dice.choice((4, 7, 10))
    pen.text((395, 240), "DESTINATARIO", "#333", font(26))
    pen.text((395, 285), "Vigilancia Andina", "#111", font(38))
    pen.text((395, 340), "Calle 26 - Bogota", "#111", font(32))
    pen.text((605, 612), caption, "#111", font(34), anchor="mm")


def _panel(pen: Draw, caption: str, dice: random.Random) -> None:
    _ground(pen, "#20252b", 0)
    for number in range(9):
        left, top = 60 + number % 3 * 370, 60 + number // 3 * 260
        pen.rectangle(
            (left, top, left + 340, top + 230), fill=dice.choice(_SCREENS), outline="#000"
        )
        pen.line((left, top + 160, left + 340, top + 120 + dice.randrange(60)), "#9aa", 4)
        pen.text((left + 12, top + 10), f"CAM {number + 1:02}", "#e8f0e8", font(24))
    pen.text((600, 858), caption, "#86e29b", font(34), anchor="mm")


_SCREENS = ("#39444c", "#4b5a4e", "#2f3a4d", "#54503f")


def _fence(pen: Draw, caption: str, dice: random.Random) -> None:
    _ground(pen, "#5d6b45", 620)
    for left in range(-40, WIDTH, 46):
        pen.line((left, 200, left + 300, 700), "#8d949a", 3)
        pen.line((left + 300, 200, left, 700), "#8d949a", 3)
    for left in range(40, WIDTH, 280):
        pen.rectangle((left, 160, left + 22, 740), fill="#6a7076")
    for _ in range(140):
        left = dice.randrange(WIDTH)
        pen.line((left, 760, left + dice.randrange(-16, 16), 690), "#46552f", 4)
    pen.rectangle((470, 330, 730, 450), fill="#f2d13b", outline="#222", width=5)
    pen.text((600, 390), caption, "#111", font(40), anchor="mm")


def _gauge(pen: Draw, caption: str, dice: random.Random) -> None:
    _ground(pen, "#8f3126", 0)
    pen.rectangle((0, 640, WIDTH, 760), fill="#b23b2c", outline="#5e1d14", width=8)
    pen.ellipse((330, 120, 870, 660), fill="#f5f4ee", outline="#2b2b2b", width=26)
    pen.arc((400, 190, 800, 590), 140, 400, fill="#2d7d46", width=18)
    pen.arc((400, 190, 800, 590), 340, 400, fill="#c0271d", width=18)
    pen.line((600, 390, 600 + dice.randrange(-150, 150), 240), "#111", 12)
    pen.ellipse((580, 370, 620, 410), fill="#111")
    pen.text((600, 500), caption, "#222", font(44), anchor="mm")


def _pass(pen: Draw, caption: str, dice: random.Random) -> None:
    _ground(pen, "#6b5a48", 0)
    pen.rounded_rectangle((230, 170, 970, 730), 36, fill="#fdfdfb", outline="#c9c4b8", width=4)
    pen.rectangle((230, 230, 970, 330), fill="#1f5673")
    pen.text((600, 280), "VISITANTE", "#ffffff", font(56), anchor="mm")
    pen.rectangle((290, 380, 500, 650), fill="#d7dde0")
    pen.ellipse((345, 410, 445, 510), fill=dice.choice(("#8a6b52", "#a9835f", "#6b4e3a")))
    pen.pieslice((310, 500, 480, 720), 180, 360, fill="#4a5a66")
    pen.text((550, 430), caption, "#222", font(46))
    pen.text((550, 520), f"No. {dice.randrange(10, 99)}", "#222", font(64))


SUBJECTS: dict[str, Callable[[Draw, str, random.Random], None]] = {
    "gate": _gate,
    "plate": _plate,
    "parcel": _parcel,
    "panel": _panel,
    "fence": _fence,
    "gauge": _gauge,
    "pass": _pass,
}
