# SPDX-License-Identifier: GPL-3.0-or-later
"""Contours in a case without any image."""
from maker import *

SOURCE = "{T}/in/rs.dcm"


def make(t):
    rtstruct(t / "rs.dcm", [(1, "Tumour", [square(11), square(12)])])
