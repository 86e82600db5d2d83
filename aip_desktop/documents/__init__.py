"""Paper: statements as tagged PDF."""

from aip_desktop.lazy_import import put_off

# reportlab imports Pillow for pictures, of which our documents have none; the packaged program goes without it.
put_off("PIL")
put_off("PIL.Image")
