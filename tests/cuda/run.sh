#!/usr/bin/env bash
# Everything that only a GPU can tell, from a folder that pack.sh made: what the device is, the whole conformance suite on
# it, and how fast it is, beside PyTorch where there is one.
#
#     run.sh RESULTS                  on CUDA; some ten minutes
#     run.sh RESULTS opencl OpenCL    on another device: its name, and the category of its tests
#     STAGES="devices tests" run.sh RESULTS && STAGES="verify bench" run.sh RESULTS
#                                     in parts, where one command may not take so long
#
# On CUDA everything is also done on tensor cores (--tf32), beside PyTorch with allow_tf32.
#
# RESULTS gets devices.txt, kernels.txt, operators.txt, verify.txt and bench.jsonl, and in the folder user-data what the
# program remembers: verdicts of its self-test, and the fastest forms. The exit code is that of the tests; 2 where there
# is no such device.
set -uo pipefail
if [[ $# -lt 1 ]]; then
    echo "usage: $0 RESULTS [DEVICE CATEGORY]" >&2
    exit 2
fi

mkdir -p "$1/user-data"
results=$(realpath "$1")
device=${2:-cuda}
category=${3:-Cuda}
stages=" ${STAGES:-devices tests verify bench} "
cd "$(dirname "$0")" || exit 2

# What is compiled is kept in this folder, which can be written to; a home need not be. Some containers have NVIDIA's
# driver where nothing looks for it.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 MINICONVVIZ_REQUIRE=$device
export XDG_DATA_HOME=$results/user-data CUDA_CACHE_PATH=$PWD/cuda-cache
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/nvidia/lib64
failed=0

# A GPU without tensor cores refuses --tf32, in one line, and the rest goes on.
tf32=()
[[ $device == cuda ]] && tf32=("--tf32")

stage() { [[ $stages == *" $1 "* ]] && printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

# Nothing may hang: a program that is not done in so many seconds is ended, and counts as failed.
limited() { timeout --kill-after=10 "$@"; }

miniconvviz() { limited 240 bin/MiniConvViz.Cli "$@"; }

conformance() {
    limited 480 "bin/$1" --filter "TestCategory=$category" --no-ansi > "$results/$2" 2>&1 || failed=1
    tail -n 6 "$results/$2"
}

# A line of JSON, if there is one; its beginning says the most.
noted() {
    local line
    line=$(tr -d '\n' | tr -s ' ')
    [[ -z $line ]] && return
    echo "$line" >> "$results/bench.jsonl"
    echo "${line:0:300}"
}

miniconvviz devices | tee "$results/devices.txt"
if ! grep -E "^ *$device " "$results/devices.txt" | grep -Eqv "(missing|cannot be used) *$"; then
    echo "$0: this machine has no $device device that could be used; the lines above say why" >&2
    exit 2
fi

if stage devices; then
    miniconvviz devices --measure --warm-up 2>&1 | tee "$results/devices.txt" || failed=1
fi

if stage tests; then
    conformance MiniConvViz.Kernels.Tests kernels.txt
    conformance MiniConvViz.Tests operators.txt
fi

if stage verify; then
    : > "$results/verify.txt"
    for isolation in --isolate --no-isolate; do
        miniconvviz verify --model fashion-resnet --reference weights/fashion-resnet/reference.safetensors \
            --device "$device" "$isolation" "${tf32[@]}" >> "$results/verify.txt" 2>&1 || failed=1
        tail -n 2 "$results/verify.txt"
    done
fi

# In turn, so that both meet the same moods of the machine. Tuned last: what it finds is remembered.
if stage bench; then
    : > "$results/bench.jsonl"
    rm -rf "$XDG_DATA_HOME/miniconvviz/tuning"
    for model in ${MODELS:-resnet18 vgg16}; do
        for batch in ${BATCHES:-1 32}; do
            for option in "" "--taps=kind:Conv2d" "${tf32[@]}" "--tune"; do
                miniconvviz bench --model "$model" --random-weights 1 --input-shape "$batch,3,224,224" \
                    --device "$device" --json ${option:+"$option"} | noted
            done
            if [[ $device == cuda ]] && python3 -c "import torch; assert torch.cuda.is_available()" 2> /dev/null; then
                limited 120 python3 time_pytorch.py "$model" "$batch" | noted
                limited 120 python3 time_pytorch.py "$model" "$batch" tf32 | noted
            fi
        done
    done
fi
exit $failed
