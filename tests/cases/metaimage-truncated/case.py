# SPDX-License-Identifier: GPL-3.0-or-later
"""MetaImage that ends inside its voxels (27)."""
from maker import *

SOURCE = "{T}/in/scan.mha"


def make(t):
    metaimage(t / "scan.mha", cut=60)
