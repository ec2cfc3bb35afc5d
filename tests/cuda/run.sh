#!/usr/bin/env bash
# Everything that only a GPU can tell, from a folder that pack.sh made: what the device is, the whole conformance suite on
# it, and how fast it is, beside PyTorch where there is one.
#
#     run.sh RESULTS                  on CUDA; about five minutes
#     run.sh RESULTS opencl OpenCL    on another device: its name, and the category of its tests
#
# On CUDA everything is also done on tensor cores (--tf32), beside PyTorch with allow_tf32.
#
# RESULTS gets devices.txt, kernels.txt, operators.txt, verify.txt and bench.jsonl. The exit code is that of the tests.
set -uo pipefail
if [[ $# -lt 1 ]]; then
    echo "usage: $0 RESULTS [DEVICE CATEGORY]" >&2
    exit 2
fi

mkdir -p "$1"
results=$(realpath "$1")
device=${2:-cuda}
category=${3:-Cuda}
cd "$(dirname "$0")"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 MINICONVVIZ_REQUIRE=$device
failed=0

bin/MiniConvViz.Cli devices --measure --warm-up 2>&1 | tee "$results/devices.txt"
bin/MiniConvViz.Kernels.Tests --filter "TestCategory=$category" --no-ansi > "$results/kernels.txt" 2>&1 || failed=1
tail -n 6 "$results/kernels.txt"
bin/MiniConvViz.Tests --filter "TestCategory=$category" --no-ansi > "$results/operators.txt" 2>&1 || failed=1
tail -n 6 "$results/operators.txt"

# A GPU without tensor cores refuses to be timed with --tf32, in one line, and the rest goes on.
tf32=()
[[ $device == cuda ]] && tf32=("--tf32")
: > "$results/verify.txt"
for isolation in --isolate --no-isolate; do
    bin/MiniConvViz.Cli verify --model fashion-resnet --reference weights/fashion-resnet/reference.safetensors \
        --device "$device" "$isolation" "${tf32[@]}" >> "$results/verify.txt" 2>&1 || failed=1
    tail -n 2 "$results/verify.txt"
done

# In turn, so that both meet the same moods of the machine. Tuned last: what it finds is remembered.
: > "$results/bench.jsonl"
for model in ${MODELS:-resnet18 vgg16}; do
    for batch in ${BATCHES:-1 32}; do
        for option in "" "--taps=kind:Conv2d" "${tf32[@]}" "--tune"; do
            bin/MiniConvViz.Cli bench --model "$model" --random-weights 1 --input-shape "$batch,3,224,224" \
                --device "$device" --json ${option:+"$option"} | tr -d '\n' | tee -a "$results/bench.jsonl"
            echo | tee -a "$results/bench.jsonl"
        done
        if [[ $device == cuda ]] && python3 -c "import torch, torchvision" 2> /dev/null; then
            python3 time_pytorch.py "$model" "$batch" | tee -a "$results/bench.jsonl"
            python3 time_pytorch.py "$model" "$batch" tf32 | tee -a "$results/bench.jsonl"
        fi
    done
done
exit $failed
