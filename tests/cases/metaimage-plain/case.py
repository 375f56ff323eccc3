# SPDX-License-Identifier: GPL-3.0-or-later
"""MetaImage in LPS."""
from maker import *

SOURCE = "{T}/in/scan.mha"
VOXELS = hu()


def make(t):
    metaimage(t / "scan.mha")
