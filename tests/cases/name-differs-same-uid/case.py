# SPDX-License-Identifier: GPL-3.0-or-later
"""A bad anonymiser gave two people one series UID and no number: their slices are never one volume."""
from maker import *


def make(t):
    series(t / "a", 5, PatientID=None)
    series(t / "b", 5, PatientID=None, PatientName="Baker^Ben", PatientBirthDate="19500505", name="b{k}.dcm",
           ImagePositionPatient=lambda k: [-5, -4, 15 + k])
