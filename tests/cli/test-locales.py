#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A locale never touches a file or the command line: what import finds, keeps and exports is the same, byte by byte, under
fr_FR, de_DE (decimal commas) and tr_TR (i without its dot) as under C. Usage: test-locales.py KERF_CLI"""
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here.parent / "cases"), str(here.parent)]
import tap
from run import load

LOCALES = ("fr_FR", "de_DE", "tr_TR")
# Ways of writing numbers and names that a locale could disturb; each is imported, kept and exported.
WHOLE = ("decimal-comma", "ds-exponent", "implicit", "nifti-slope", "nrrd-plain", "metaimage-plain", "charset-latin1")
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}


def under(locale, locpath, *words):
    env = dict(EPOCH, LC_ALL=locale, LANGUAGE=locale)
    if locpath:
        env["LOCPATH"] = locpath
    r = tap.run(*words, env=env)
    return r.returncode, r.stdout, r.stderr


def results(t, source, locale, locpath, whole):
    """What is said of `source`, and the bytes of the case's picture of it."""
    said = [under(locale, locpath, "import", "--list", "--json", source), under(locale, locpath, "import", "--list", source)]
    if not whole:
        return said
    case, image = t / "c.kerf", t / "v.nii.gz"
    for p in [*t.glob("c.kerf*"), *t.glob("v.nii.gz")]:
        p.unlink()
    said.append(under(locale, locpath, "import", source, case, "--select", "1", "--author", "A"))
    said.append(under(locale, locpath, "show", case, "v1", "--json"))
    said.append(under(locale, locpath, "log", case, "--json"))
    said.append(under(locale, locpath, "export", "volume", case, image, "--id", "v1"))
    said.append(hashlib.sha256(image.read_bytes()).hexdigest() if image.exists() else "no image")
    return said


def main():
    with tempfile.TemporaryDirectory() as folder:
        t = pathlib.Path(folder).resolve()
        made = []
        for locale in LOCALES:
            r = subprocess.run(["localedef", "-i", locale, "-f", "UTF-8", str(t / f"{locale}.UTF-8")], capture_output=True)
            if r.returncode > 1:
                tap.skip(f"{locale}", "localedef has no such locale here")
            else:
                made.append(f"{locale}.UTF-8")
        # The locales are real: one of them writes a comma.
        if "de_DE.UTF-8" in made:
            r = subprocess.run(["/usr/bin/printf", "%.1f", "0"], capture_output=True, text=True,
                               env=dict(os.environ, LC_ALL="de_DE.UTF-8", LOCPATH=str(t)))
            tap.check("the locales are in force", r.stdout == "0,0", r.stdout)
        for path in sorted((here.parent / "cases").glob("*/case.py")):
            name = path.parent.name
            case = load(name)[0]
            if not (name in WHOLE or name.startswith(("bits-", "charset-", "ds-", "gap-", "tilt-", "thick", "uneven", "nifti-unit",
                                                      "nifti-sheared", "age-8", "truncated"))) or "SKIP" in case or "BEFORE" in case:
                continue
            (t / name).mkdir()
            (t / name / "in").mkdir()
            case["make"](t / name / "in")
            source = case.get("SOURCE", "{T}/in").replace("{T}", str(t / name))
            want = results(t, source, "C.UTF-8", None, name in WHOLE)
            wrong = [f"{locale}: {a!r}\n  instead of {b!r}" for locale in made
                     for a, b in zip(results(t, source, locale, str(t), name in WHOLE), want) if a != b]
            tap.check(f"{name} is the same everywhere" + (", to the exported bytes" if name in WHOLE else ""), not wrong,
                      "\n".join(wrong))
            if name in WHOLE:
                tap.check(f"{name} was imported and exported", want[2][0] == 0 and want[5][0] == 0, want[2:6])
    tap.end()


main()
