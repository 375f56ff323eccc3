# SPDX-License-Identifier: GPL-3.0-or-later
"""An enhanced MR with two echoes (21, 5)."""
from maker import *


def make(t):
    enhanced(t / "all.dcm", 8, lambda k: dict(PlanePositionSequence=[dict(ImagePositionPatient=[-5, -4, 10 + k % 4])],
                                              MREchoSequence=[dict(EffectiveEchoTime=(2.4, 4.8)[k // 4])]),
             SOPClassUID=ENHANCED_MR, Modality="MR", SeriesDescription="T1")
