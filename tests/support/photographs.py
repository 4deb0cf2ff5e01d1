"""Pictures as telephones make them, with all that those write about them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin

GPS, ORIENTATION, MAKE, TAKEN = 0x8825, 0x0112, 0x010F, 0x9003
DEVICE = "Telltale Phone 9"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>51.5 -0.1</place></x:xmpmeta>'
COMMENT = b"taken behind the station"
SECRETS = (DEVICE.encode(), b"51.5 -0.1", COMMENT, b"GPS", b"2026:11:22")


def told(turned: int = 1) -> Image.Exif:
    """What a telephone writes about a photograph."""
    exif = Image.Exif()
    exif[MAKE], exif[TAKEN], exif[ORIENTATION] = DEVICE, "2026:11:22 02:00:00", turned
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 6.0, 0.0), 29: "2026:11:22"})
    return exif


def drawn(mode: str = "RGB") -> Image.Image:
    """A picture on which every corner is another colour."""
    picture = Image.new("RGB", (64, 48), "white")
    for place, colour in (((0, 0), "red"), ((32, 0), "green"), ((0, 24), "blue")):
        picture.paste(colour, (*place, place[0] + 32, place[1] + 24))
    return picture.convert(mode)


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photograph(turned: int = 1, mode: str = "RGB") -> bytes:
    made = BytesIO()
    drawn(mode).save(
        made, "JPEG", exif=told(turned), xmp=XMP, comment=COMMENT, quality=90, icc_profile=profile(), subsampling=0
    )
    return made.getvalue() + b"another picture, hidden: " + COMMENT + b"\xff\xd9"


def screenshot(turned: int = 1, mode: str = "RGB") -> bytes:
    made, notes = BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Comment", COMMENT.decode())
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    drawn(mode).save(made, "PNG", exif=told(turned), pnginfo=notes, icc_profile=profile())
    return made.getvalue()
