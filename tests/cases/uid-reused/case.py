# SPDX-License-Identifier: GPL-3.0-or-later
"""Three different images under one SOP Instance UID (31)."""
from maker import *


def make(t):
    series(t, 5, SOPInstanceUID=lambda k: "1.2.3.1.1" if k < 3 else f"1.2.3.1.{k + 1}")
