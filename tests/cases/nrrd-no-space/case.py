# SPDX-License-Identifier: GPL-3.0-or-later
"""NRRD without a space (39)."""
from maker import *

SOURCE = "{T}/in/scan.nrrd"


def make(t):
    nrrd(t / "scan.nrrd", space=None)
