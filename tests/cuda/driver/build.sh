#!/usr/bin/env bash
# Builds the replacement for NVIDIA's driver.
#
#     tests/cuda/driver/build.sh FOLDER      makes FOLDER/libcuda.so.1; needs gcc
#
# A .NET program uses it when it starts with
#     DOTNET_STARTUP_HOOKS=.../MiniConvViz.Ptx.dll MINICONVVIZ_CUDA_DRIVER=FOLDER/libcuda.so.1
set -euo pipefail
if [[ $# -ne 1 ]]; then
    echo "usage: $0 FOLDER" >&2
    exit 2
fi

mkdir -p "$1"
gcc -std=gnu11 -O2 -g -Wall -Wextra -Werror -fPIC -shared -Wl,-soname,libcuda.so.1 \
    -o "$1/libcuda.so.1" "$(dirname "$0")"/*.c -lpthread
