# SPDX-License-Identifier: GPL-3.0-or-later
"""One bit of a stored member is another: its checksum says so."""
import zipfile

from maker import *

SOURCE = "{T}/in/images.zip"


def make(t):
    with zipfile.ZipFile(t / "images.zip", "w") as z:
        for k in range(5):
            p = t / f"{k}.dcm"
            dicom(p, plain(k))
            z.write(p, p.name)
            p.unlink()
    data = bytearray((t / "images.zip").read_bytes())
    data[data.find(b"4.dcm") + 800] ^= 4
    (t / "images.zip").write_bytes(data)
