# SPDX-License-Identifier: GPL-3.0-or-later
"""A multi-frame file without any functional group (21, 11)."""
from maker import *


def make(t):
    enhanced(t / "all.dcm", 5, SharedFunctionalGroupsSequence=None, PerFrameFunctionalGroupsSequence=None)
