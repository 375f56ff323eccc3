# SPDX-License-Identifier: GPL-3.0-or-later
"""The same volume as RAS and as LPS (39): the corners agree."""
from maker import *


def make(t):
    nrrd(t / "lps.nrrd")
    nrrd(t / "ras.nrrd", space="right-anterior-superior", space_directions="(-0.5,0,0) (0,-0.7,0) (0,0,1)",
         space_origin="(5,4,10)")
