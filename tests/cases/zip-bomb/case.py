# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip that would grow a thousandfold: its members are looked at, not unpacked (30)."""
from maker import *

SOURCE = "{T}/in/a.zip"
LIMIT_MB = 2000


def make(t):
    with zipfile.ZipFile(t / "a.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for k in range(40):
            z.writestr(f"{k}.dcm", bytes(16 << 20))
