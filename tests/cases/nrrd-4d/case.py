# SPDX-License-Identifier: GPL-3.0-or-later
"""NRRD of four dimensions."""
from maker import *

SOURCE = "{T}/in/scan.nrrd"


def make(t):
    nrrd(t / "scan.nrrd", hu() * 2, (10, 8, 6, 2), space_directions="(0.5,0,0) (0,0.7,0) (0,0,1) none",
         kinds="domain domain domain list")
