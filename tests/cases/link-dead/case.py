# SPDX-License-Identifier: GPL-3.0-or-later
"""A link to nothing among the slices."""
from maker import *


def make(t):
    series(t, 4)
    (t / "gone.dcm").symlink_to(t / "nowhere")
