# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip in a zip (30)."""
from maker import *

SOURCE = "{T}/in/a.zip"


def make(t):
    series(t / "x", 4)
    pack(t / "inner.zip", t / "x")
    with zipfile.ZipFile(t / "a.zip", "w") as z:
        z.write(t / "inner.zip", "inner.zip")
    (t / "inner.zip").unlink()
