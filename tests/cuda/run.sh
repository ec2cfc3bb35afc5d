#!/usr/bin/env bash
# Runs all measurements and tests that need a GPU, from a folder made by pack.sh, in one call of less than nine
# minutes. Needs bash 5.1 and coreutils; Python and PyTorch, CUDA's ptxas and compute-sanitizer are used where the
# machine has them.
#
#     run.sh RESULTS                      on CUDA
#     run.sh RESULTS opencl OpenCL        on another device: its name, and the category of its tests
#     STAGES="smoke bench" run.sh RESULTS    some of the stages
#
# The stages, in order, each in a file of its own in the folder stages:
#
#     environment   the GPU, its driver and clocks, Python, PyTorch, CUDA's tools
#     smoke         the device, its self-test, its bandwidth, a picture rendered
#     bench         networks compared with PyTorch, layer by layer, every form of a layer (gpu-ladder), tuning
#     parity        networks node by node, compared with this machine's PyTorch
#     tests         the conformance suite, a process per class and per form; the kernels in NVIDIA's assembler
#
# The folder RESULTS contains summary.md, and results.tar.xz (or .tar.gz) with all output. Both are saved after each
# stage, and when this script is stopped. The exit code is 1 if anything failed, and 2 if there is no such device.
#
# What the environment can set, beside STAGES (seconds are counted from the start):
#     ENDS        when each stage ends at the latest: "60 120 330 410 515"
#     PATIENCE    a factor for the time limit of each command: 1
#     WORKERS     processes at a time where no time is measured: 12
#     USER_DATA   a folder where the program keeps verdicts of its self-test: a new one
#     SELF_TEST   options of "devices": "--warm-up --measure"
#     MODELS, BATCHES, SIZE, RUNS    of bench: "resnet18 vgg16", "1 32", 224, 20
#     LAYERS, FORMS    of the ladder: "conv linear", and all forms in one process
#     NETWORKS, PARITY_SIZE    of parity: six of torchvision's, 224
#     PROGRAMS    of tests: "MiniConvViz.Kernels.Tests MiniConvViz.Tests"
#     TESTS       a regular expression, the names of the groups of tests to run: all
#     PYTHON, PYTORCH_DEVICE    python3, cuda
set -uo pipefail
if [[ $# -lt 1 || $# -gt 3 ]]; then
    echo "usage: $0 RESULTS [DEVICE CATEGORY]" >&2
    exit 2
fi

mkdir -p "$1" || exit 2
results=$(realpath "$1")
device=${2:-cuda}
category=${3:-Cuda}
cd "$(dirname "$0")" || exit 2
names=(environment smoke bench parity tests)
read -ra ends <<< "${ENDS:-60 120 330 410 515}"
workers=${WORKERS:-12}
python=${PYTHON:-python3}
size=${SIZE:-224}
work=$(mktemp -d)
out=$work/results
mkdir -p "$out" "$work/user-data"
failed=0

# The driver keeps what it compiles in the cache folder; a home folder need not exist. Some containers have NVIDIA's
# driver in a folder that the loader does not search.
export LC_ALL=C.UTF-8 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 MINICONVVIZ_REQUIRE=$device
export XDG_DATA_HOME=${USER_DATA:-$work/user-data} CUDA_CACHE_PATH=$work/cuda-cache PYTHONUNBUFFERED=1
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/nvidia/lib64
for folder in /usr/local/nvidia/bin /usr/local/cuda/bin /usr/local/cuda/compute-sanitizer /opt/nvidia/*/; do
    [[ -d $folder ]] && PATH=$PATH:${folder%/}
done

source stages/steps.sh

finish() {
    trap '' TERM INT
    save
    for job in $(jobs -p); do
        kill "$job" 2> /dev/null
    done
    rm -rf "$work"
    exit "$1"
}

trap 'finish 143' TERM INT
trap '' PIPE

for index in "${!names[@]}"; do
    stage=${names[index]}
    stage_end=${ends[index]}
    [[ " ${STAGES:-${names[*]}} " == *" $stage "* ]] || continue
    printf '\n== %s (%s s)\n' "$stage" "$SECONDS"
    mkdir -p "$out/$stage"
    source "stages/$stage.sh"
    save
done

[[ -s $out/failed ]] && failed=1
printf '\n== summary (%s s)\n\n' "$SECONDS"
head -c 11000 "$results/summary.md"
finish "$failed"
