#!/usr/bin/env python3
"""Prints the measurements of run.sh as the Markdown tables of docs/benchmarks.md.

    summarise.py FOLDER [DATE]

FOLDER is the folder `results` of the archive. Failures come first, then the machine, the networks compared with
PyTorch, parity, the tests, layer times, the ladder. Needs only Python.
"""
import csv
import json
import re
import sys
import time
from collections import defaultdict
from pathlib import Path

FAILURE_LINES, SLOWEST_LAYERS = 4, 12
TELLING = re.compile(r"error|exception|failure\b|miniconvviz:|Expected|refused|lost", re.IGNORECASE)
DIAGNOSES = ("blocking", "memcheck", "racecheck")


def read_json(path):
    """The JSON of a file; None if there is no such file, or the step that wrote it failed."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None


def read_steps(folder):
    """(stage, name, result, milliseconds) of each step."""
    rows = [line.split("\t") for line in (folder / "steps.tsv").read_text().splitlines()]
    return [(stage, name, how, int(milliseconds)) for stage, name, how, milliseconds in rows]


def read_query(path):
    """(what, value) of nvidia-smi's first GPU; nothing if it is not available."""
    lines = list(csv.reader(path.read_text().splitlines(), skipinitialspace=True)) if path.is_file() else []
    return list(zip(lines[0], lines[1])) if len(lines) > 1 else []


def table(head, rows):
    """Lines of a Markdown table; nothing without rows."""
    rows = list(rows)
    if not rows:
        return []
    return ["", *(f"| {' | '.join(str(cell) for cell in row)} |" for row in [head, ["---"] * len(head), *rows])]


def shown(number):
    """Three significant digits at least, or a dash."""
    return "-" if number is None else f"{number:.0f}" if number >= 100 else f"{number:#.3g}"


def ratio(ours, theirs):
    return "-" if ours is None or not theirs else f"{ours / theirs:.2f}"


# ---- what failed -----------------------------------------------------------------------------------------------------

def last_lines(path):
    """The end of the output of a step."""
    texts = [each for each in (path, path.with_suffix(".txt")) if each.suffix == ".txt" and each.is_file()]
    lines = texts[0].read_text(errors="replace").splitlines() if texts else []
    said = [line.strip() for line in lines if line.strip()]
    telling = [line for line in said if TELLING.search(line)]
    return [line[:160] for line in list(dict.fromkeys(telling or said[-FAILURE_LINES:]))[:FAILURE_LINES]]


def diagnosis_of(name):
    """(the step that failed, the tool) of a step that examines a failure, else (name, None)."""
    stem, _, tool = name.removesuffix(".txt").rpartition("-")
    return (stem, tool) if tool in DIAGNOSES else (name, None)


def what_a_tool_found(folder, stage, name, how):
    """One word for the run with CUDA_LAUNCH_BLOCKING, the last line of output for the checkers."""
    path = folder / stage / name
    lines = re.findall(r"={9} (.*SUMMARY.*)", path.read_text(errors="replace")) if path.is_file() else []
    return lines[-1] if lines else "passed" if how == "0" else how if len(how) > 3 else f"exit code {how}"


def failures(folder, steps):
    found = defaultdict(list)
    for stage, name, how, _ in steps:
        stem, tool = diagnosis_of(name)
        if tool:
            found[stage, stem].append(f"{tool}: {what_a_tool_found(folder, stage, name, how)}")
    lines = []
    for stage, name, how, _ in steps:
        if how == "0" or how.startswith("skipped") or diagnosis_of(name)[1]:
            continue
        lines.append(f"* **{stage}/{name}**: {how if len(how) > 3 else f'exit code {how}'}")
        lines += [f"  * {what}" for what in found[stage, name.rpartition(".")[0]]]
        lines += [f"  * `{line}`" for line in last_lines(folder / stage / name)]
    skipped = [f"* {stage}/{name} {how}" for stage, name, how, _ in steps if how.startswith("skipped")]
    if lines or skipped:
        return ["", "## What failed or was skipped", "", *lines, *skipped]
    return ["", "No step failed, and none was skipped."]


# ---- the machine -----------------------------------------------------------------------------------------------------

def machine(folder, steps):
    rows = [*read_query(folder / "environment" / "gpu.csv")]
    rows += (read_json(folder / "environment" / "python.json") or {}).items()
    for path in sorted((folder / "bench").glob("clocks-*.csv")):
        values = ", ".join(value for _, value in read_query(path))
        rows.append((f"after {path.stem.removeprefix('clocks-')}: clocks, power, temperature", values))
    for device in read_json(folder / "smoke" / "self-test.json") or []:
        if device.get("warmedUp"):
            rows.append((f"self-test of {device['name']}", device["warmedUp"].get("fault") or "passed"))
        for what, value in (device.get("measured") or {}).items():
            rows.append((f"{device['name']}: {what}", f"{value / 1e9:.1f} * 10^9" if value else "-"))
    starts = {name: milliseconds for stage, name, how, milliseconds in steps if stage == "smoke" and how == "0"}
    rows += [
        (f"start to end, {name.removesuffix('.txt')} of fashion-resnet", f"{milliseconds} ms")
        for name, milliseconds in starts.items() if name.startswith("render-")
    ]
    return ["", "## Machine", *table(["what", "value"], rows)] if rows else []


# ---- networks --------------------------------------------------------------------------------------------------------

def ours_by_network(folder):
    """(model, batch) -> variant -> its summaries, one for each pass."""
    found = defaultdict(lambda: defaultdict(list))
    for path in sorted((folder / "bench").glob("*-*-*-*.json")):
        model, batch, variant, _ = path.stem.rsplit("-", 3)
        if summary := read_json(path):
            found[model, int(batch)][variant].append(summary)
    return found


def pytorch_by_network(folder):
    """(model, batch) -> mode -> PyTorch's times."""
    found = defaultdict(dict)
    for path in sorted((folder / "bench").glob("*-pytorch.jsonl")):
        for line in path.read_text().splitlines():
            answer = json.loads(line)
            found[answer["model"], answer["batch"]][answer.get("mode", "error")] = answer
    return found


def network_rows(ours, pytorch):
    """A row per network and kind of run: ours, PyTorch's, PyTorch's with cudnn.benchmark, ratios of medians."""
    kinds = [("float32", "float32"), ("tf32", "default"), ("tapped", "float32 tapped"), ("tuned", "float32")]
    for (model, batch), variants in sorted(ours.items()):
        for variant, mode in kinds:
            passes = variants.get(variant, [])
            theirs = pytorch[model, batch].get(mode, {})
            tuned = pytorch[model, batch].get(f"{mode} benchmark", {})
            if passes:
                # Of two passes, one before and one after PyTorch, the mean.
                median = sum(each["medianMilliseconds"] for each in passes) / len(passes)
                yield [
                    model, batch, variant,
                    f"{shown(median)} ({shown(min(each['minimumMilliseconds'] for each in passes))})",
                    f"{shown(theirs.get('medianMilliseconds'))} ({shown(theirs.get('minimumMilliseconds'))})",
                    shown(theirs.get("eventMilliseconds")), shown(tuned.get("medianMilliseconds")),
                    ratio(median, theirs.get("medianMilliseconds")), ratio(median, tuned.get("medianMilliseconds")),
                    shown(passes[0]["gigaflopsPerSecond"]),
                ]


def networks(folder):
    ours, pytorch = ours_by_network(folder), pytorch_by_network(folder)
    rows = table(
        ["network", "batch", "run", "ours, ms (minimum)", "PyTorch eager", "its kernels, by events", "cudnn.benchmark",
         "ours / eager", "ours / benchmark", "ours, GFLOP/s"],
        network_rows(ours, pytorch))
    if not rows:
        return []
    errors = [f"* PyTorch on {model}, batch {batch}: {modes['error']['error'][:200]}"
              for (model, batch), modes in pytorch.items() if "error" in modes]
    return [
        "", "## Networks beside PyTorch", "",
        "Median milliseconds of a run, input and output copied. `tf32` stands beside PyTorch's default (TF32 in cuDNN),"
        " `tapped` (every convolution's output on the host) beside forward hooks with `.cpu()`. Ours: the mean of the"
        " medians of a run before PyTorch's and one after.", *rows, *errors]


def slowest_layers(folder):
    lines = []
    for (model, batch), variants in sorted(ours_by_network(folder).items()):
        for variant in ("float32", "tf32"):
            steps = (variants.get(variant) or [{}])[0].get("steps") or []
            slowest = sorted(steps, key=lambda step: -step["medianMilliseconds"])[:SLOWEST_LAYERS]
            rows = [[step["nodes"][0], step["operator"], step["algorithm"], shown(step["medianMilliseconds"]),
                     f"{100 * step['share']:.0f} %", shown(step["gigaflopsPerSecond"])] for step in slowest]
            if rows:
                lines += ["", f"{model}, batch {batch}, {variant}: {len(steps)} steps, the slowest:",
                          *table(["node", "operator", "form", "ms", "share", "GFLOP/s"], rows)]
    return ["", "## Layers", *lines] if lines else []


def tuned_layers(folder):
    """The layers whose fastest form is not the chosen one."""
    rows = []
    for (model, batch), variants in sorted(ours_by_network(folder).items()):
        for layer in (variants.get("tuned") or [{}])[0].get("tunedLayers") or []:
            fastest, chosen = layer["forms"][0], [form for form in layer["forms"] if form["isExpected"]]
            if chosen and fastest["name"] != chosen[0]["name"]:
                rows.append([model, batch, layer["node"], fastest["name"], shown(fastest["milliseconds"]),
                             chosen[0]["name"], shown(chosen[0]["milliseconds"])])
    head = ["network", "batch", "layer", "fastest form", "ms", "chosen without tuning", "ms"]
    return ["", "## Layers whose form tuning changes", *table(head, rows)] if rows else []


# ---- parity, tests, ladder -------------------------------------------------------------------------------------------

def parity(folder):
    rows = []
    for path in sorted((folder / "parity").glob("*.json")):
        if found := read_json(path):
            errors = [node["errorToDouble"] for node in found["nodes"] if isinstance(node["errorToDouble"], float)]
            theirs = [node["pytorchErrorToDouble"] for node in found["nodes"]
                      if isinstance(node["pytorchErrorToDouble"], float)]
            rows.append([
                found["model"], "each node by itself" if found["isolated"] else "run through",
                found["withinRounding"], found["suspicious"], found["wrong"], found["firstDivergence"] or "-",
                f"{max(errors):.1e}" if errors else "-", f"{max(theirs):.1e}" if theirs else "-"])
    head = ["network", "how", "within rounding", "suspicious", "wrong", "first divergence", "ours to float64, worst",
            "PyTorch's on this CPU"]
    return ["", "## Parity", *table(head, rows)] if rows else []


def tests(folder, steps):
    counts, groups = defaultdict(int), [0, 0]
    for stage, name, how, _ in steps:
        path = folder / stage / name
        if stage == "tests" and path.is_file() and not diagnosis_of(name)[1]:
            found = re.findall(r"^  (failed|succeeded|skipped): (\d+)", path.read_text(errors="replace"), re.M)
            for outcome, count in found:
                counts[outcome] += int(count)
            if found:
                groups[how == "0"] += 1
    if not any(groups):
        return []
    return ["", "## Tests", "",
            f"{groups[True]} of {sum(groups)} groups passed; {counts['succeeded']} tests passed, {counts['failed']} "
            f"failed, {counts['skipped']} skipped."]


def assembled(folder):
    path = folder / "tests" / "assembled.txt"
    rows = [line.split("|") for line in path.read_text().splitlines() if "|" in line][2:] if path.is_file() else []
    spilling = [row for row in rows if row[3].strip() not in ("0, 0", "")]
    lines = [f"{len(rows)} kernels assembled, {len(spilling)} of them with a stack frame or spilled registers."]
    lines += table(["kernel", "registers", "stack, spilled"], [[cell.strip() for cell in row[1:4]] for row in spilling])
    return ["", "## Kernels in NVIDIA's assembler", "", *lines] if rows else []


def ladder(folder):
    lines = []
    for path in sorted((folder / "bench").glob("ladder-*.txt")):
        lines += path.read_text(errors="replace").splitlines()
    return ["", "## Every form of a layer", "", *lines] if lines else []


def main():
    folder = Path(sys.argv[1])
    date = sys.argv[2] if len(sys.argv) > 2 else time.strftime("%Y-%m-%d")
    steps = read_steps(folder)
    sections = [
        [f"# Measured {date}"], failures(folder, steps), networks(folder), parity(folder), tests(folder, steps),
        assembled(folder), machine(folder, steps), tuned_layers(folder), slowest_layers(folder), ladder(folder),
    ]
    print("\n".join(line for section in sections for line in section))


main()
