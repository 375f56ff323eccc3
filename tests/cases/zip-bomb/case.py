# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip that would grow a thousandfold (30)."""
from maker import *

SOURCE = "{T}/in/a.zip"


def make(t):
    with zipfile.ZipFile(t / "a.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for k in range(40):
            z.writestr(f"{k}.dcm", bytes(16 << 20))
