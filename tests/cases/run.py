#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The import cases: each folder here is one way of being right or wrong. Its case.py makes the files (docstring = what is
told), its expect.json says what `kerf-cli import` answers, word for word; {T} stands for the temporary folder, {any} for
what depends on the machine. Usage: run.py KERF_CLI [NAME…]

expect.json: "list" is `import --list --json`: "exit", "stderr", "findings", "series" (of each "label", "verdict", "findings"
as [code, sentence], and where given also "role", "kind", "size", "spacing", "corners": the first and the last voxel in
LPS mm). "runs" are `import SOURCE CASE` with more "words", the first without any: "exit", "stdout", "stderr".
case.py may set SOURCE (what is imported, {T}/in where not said), BEFORE (imported into the case before each run), VOXELS (the
values of the first volume by the last run, i fastest), LIMIT_MB (memory for the runs), SKIP (a function that gives a reason)."""
import gzip
import json
import os
import pathlib
import re
import runpy
import shutil
import struct
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent)]
import tap

# Sentences of the table that no file can bring about.
UNREACHED = {
    "import.cancelled": "needs an interrupt at the right moment",
    "import.decoder-died": "no file is known that stops the decoder",
    "import.handedness": "of transformations; any order and direction of axes is a legal image (domain §5.2)",
    "import.isocentre": "files do not tell where it is (domain §4.5)",
}


def load(name):
    made = runpy.run_path(str(here / name / "case.py"))
    return made, json.loads((here / name / "expect.json").read_text())


def differs(want, got, where):
    """Words for where `got` is not as `want`; keys that `want` does not have are not looked at."""
    if isinstance(want, dict) and isinstance(got, dict):
        return [x for key in want for x in differs(want[key], got.get(key), f"{where}.{key}")]
    if isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        return [x for k, pair in enumerate(zip(want, got)) for x in differs(*pair, f"{where}[{k}]")]
    if isinstance(want, str) and isinstance(got, str) and "{any}" in want:
        if re.fullmatch(".*".join(map(re.escape, want.split("{any}"))), got, re.S):
            return []
    if isinstance(want, float) and isinstance(got, (int, float)):
        return [] if abs(want - got) <= 1e-4 else [f"{where}: {got} instead of {want}"]
    return [] if want == got else [f"{where}: {json.dumps(got, ensure_ascii=False)}\n  instead of "
                                   f"{json.dumps(want, ensure_ascii=False)}"]


def said(r, t):
    """What a run said, with the temporary folder as {T}."""
    return {"exit": r.returncode, "stdout": r.stdout.replace(str(t), "{T}").splitlines(),
            "stderr": r.stderr.replace(str(t), "{T}").splitlines()}


def listed(r, t):
    """`import --list --json` in the shape of expect.json."""
    all_said = said(r, t)
    found = {"exit": all_said["exit"], "stderr": all_said["stderr"], "findings": [], "series": []}
    if r.returncode:
        return found
    json_said = json.loads(r.stdout.replace(str(t), "{T}"))

    def pairs(findings):
        return [[f["code"], f["message"]] for f in findings]
    found["findings"] = pairs(json_said["findings"])
    for s in json_said["series"]:
        one = {key: s[key] for key in ("label", "verdict", "role", "kind")}
        one["findings"] = pairs(s["findings"])
        if "grid" in s:
            m, n = s["grid"]["patient_from_index"], s["grid"]["dims"]
            one["size"] = n
            one["spacing"] = [sum(m[4 * a + c] ** 2 for a in range(3)) ** 0.5 for c in range(3)]
            one["corners"] = [[m[4 * a + 3] for a in range(3)],
                              [m[4 * a + 3] + sum(m[4 * a + c] * (n[c] - 1) for c in range(3)) for a in range(3)]]
        found["series"].append(one)
    return found


def control_characters(text):
    return [hex(ord(c)) for c in text if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)]


def voxels(case):
    """The values of the first volume of a case, through its NIfTI export."""
    out = case.with_suffix(".nii.gz")
    r = tap.run("export", "volume", case, out, "--id", "v1", "--force")
    if r.returncode:
        return r.stderr
    data = gzip.decompress(out.read_bytes())
    code, start, slope, intercept = struct.unpack_from("<h", data, 70) + struct.unpack_from("<fff", data, 108)
    letter = {4: "h", 16: "f"}[code]
    values = struct.unpack(f"<{(len(data) - int(start)) // struct.calcsize(letter)}{letter}", data[int(start):])
    return [(slope or 1) * v + intercept for v in values]


def judge(name, t):
    """The differences of one case."""
    made, expect = load(name)
    (t / "in").mkdir()
    made["make"](t / "in")
    source = made.get("SOURCE", "{T}/in").replace("{T}", str(t))
    problems = []
    r = tap.run("import", "--list", "--json", source)
    found = listed(r, t)
    problems += differs(expect["list"], found, "list")
    plain = tap.run("import", "--list", source)
    problems += [f"raw control characters {control_characters(x)}" for x in (plain.stdout, plain.stderr, r.stdout)
                 if control_characters(x)]
    case = t / "case.kerf"
    for k, want in enumerate(expect["runs"]):
        for p in t.glob("case.kerf*"):
            p.unlink()
        for words in made.get("BEFORE", ()):
            before = tap.run("import", *(w.replace("{T}", str(t)) for w in words), case)
            problems += [f"BEFORE: {before.stderr}"] if before.returncode else []
        whole = case.read_bytes() if case.exists() else None
        run = tap.run("import", source, case, *(w.replace("{T}", str(t)) for w in want.get("words", ())),
                      limit_mb=made.get("LIMIT_MB"))
        got = said(run, t)
        problems += differs({key: want[key] for key in ("exit", "stdout", "stderr")}, got, f"run {k + 1}")
        problems += [f"raw control characters in run {k + 1}"] if control_characters(run.stderr + run.stdout) else []
        left = case.read_bytes() if case.exists() else None
        if run.returncode and left != whole:
            problems.append(f"run {k + 1}: refused, but the case was changed")
    if "VOXELS" in made:
        got = voxels(case)
        want = [float(v) for v in made["VOXELS"]]
        if got != want:
            first = next((k for k, pair in enumerate(zip(got, want)) if pair[0] != pair[1]), min(len(got), len(want)))
            problems.append(f"voxels differ from {first}: {got[first:first + 4]} instead of {want[first:first + 4]}")
    return problems


def codes():
    """Codes of all sentences of the import."""
    text = (here.parents[1] / "src" / "base" / "error.def").read_text()
    return re.findall(r'"(import\.[a-z-]+)"', text)


def used(name, code):
    """TRUE where a case expects a sentence of this code, by its words: a sentence on standard error has no code."""
    text = (here.parents[1] / "src" / "base" / "error.def").read_text()
    sentence = re.search(rf'"{code}", KERF_[A-Z]+,\s*"([^"]*)"', text).group(1)
    pattern = re.compile(re.sub(r"\\{[a-z]+\\}", ".*", re.escape(sentence)), re.S)
    return any(pattern.search(line) for line in strings(load(name)[1]))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def main():
    everything = sorted(p.parent.name for p in here.glob("*/case.py"))
    names = sys.argv[2:] or everything
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            t = pathlib.Path(folder).resolve()
            made = load(name)[0]
            why = made.get("SKIP", lambda: None)()
            if "LIMIT_MB" in made and tap.run("version", limit_mb=made["LIMIT_MB"]).returncode:
                why = "the program itself needs more memory"
            if why:
                tap.skip(name, why)
                continue
            try:
                problems = judge(name, t)
            except Exception as e:
                problems = [f"{type(e).__name__}: {e}"]
            finally:
                for p in t.rglob("*"):
                    if not p.is_symlink():
                        os.chmod(p, 0o700)
            tap.check(name, not problems, "\n".join(problems))
    if names == everything:
        for code in codes():
            if code in UNREACHED:
                tap.skip(f"a case for {code}", UNREACHED[code])
            else:
                tap.check(f"a case for {code}", any(used(name, code) for name in everything))
    tap.end()


if __name__ == "__main__":
    main()
