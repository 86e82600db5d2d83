"""Draw icon.svg into the forms that Windows, macOS and Linux want; run by hand when the drawing changes."""

from pathlib import Path

from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw(size: int) -> Image.Image:
    """The drawing in a square of ``size`` pixels."""
    image = QImage(size, size, QImage.Format.Format_RGBA8888)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(HERE / "icon.svg")).render(painter)
    painter.end()
    return Image.frombytes("RGBA", (size, size), bytes(image.constBits()))


def main() -> None:
    """Write icon.ico, icon.icns and icon.png beside the drawing."""
    app = QGuiApplication(["icon"])
    drawn = [draw(size) for size in SIZES]
    drawn[-1].save(HERE / "icon.ico", append_images=drawn[:-1], sizes=[(size, size) for size in SIZES])
    draw(512).save(HERE / "icon.icns", append_images=[drawn[-1], drawn[-2], drawn[2]])
    drawn[-1].save(HERE / "icon.png")
    app.quit()


if __name__ == "__main__":
    main()
