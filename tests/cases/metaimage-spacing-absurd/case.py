# SPDX-License-Identifier: GPL-3.0-or-later
"""MetaImage with a spacing of 0."""
from maker import *

SOURCE = "{T}/in/scan.mha"


def make(t):
    metaimage(t / "scan.mha", ElementSpacing="0.5 0.7 0")
