"""Pictures of meters (M3): judged by their content, kept without what a camera adds to them."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import Connection, insert, select

from models.contacts.tables import PhotoRow
from models.tables import MeterRow, ReadingRow

LARGEST = 10 * 2**20  # bytes
KINDS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000  # a bomb unpacks to more
LONGEST_SIDE = 2000  # pixels that are kept: the digits of a meter are legible
MEDIA_TYPE = "image/jpeg"


class NotAPhoto(ValueError):
    """The file is no picture that can be kept."""


def made_safe(content: bytes) -> bytes:
    """The picture drawn anew as JPEG, upright, without place and date. Raises NotAPhoto."""
    if len(content) > LARGEST:
        raise NotAPhoto
    try:
        with Image.open(BytesIO(content), formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPhoto
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NotAPhoto from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = BytesIO()
    upright.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()


def keep(db: Connection, reading: int, content: bytes) -> None:
    """Store what `made_safe` gave with its reading."""
    row = {"reading_id": reading, "media_type": MEDIA_TYPE, "content": content}
    db.execute(insert(PhotoRow), row)


def photo(db: Connection, id_: int, account: int) -> bytes | None:
    """The picture, if it belongs to a meter of this account."""
    query = (
        select(PhotoRow.content)
        .join(ReadingRow, ReadingRow.id == PhotoRow.reading_id)
        .join(MeterRow, MeterRow.id == ReadingRow.meter_id)
        .where(PhotoRow.id == id_, MeterRow.account_id == account)
    )
    return db.scalar(query)
