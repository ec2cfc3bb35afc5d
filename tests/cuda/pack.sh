#!/usr/bin/env bash
# Packs the program and its tests for a machine that has an NVIDIA driver and nothing else: no .NET, no network.
#
#     tests/cuda/pack.sh out/cuda          makes out/cuda/miniconvviz-cuda.tar.xz
#
# There, in any folder:
#
#     tar -xJf miniconvviz-cuda.tar.xz && miniconvviz-cuda/run.sh results
#
# Without xz: python3 -c 'import tarfile; tarfile.open("miniconvviz-cuda.tar.xz").extractall()'
set -euo pipefail
if [[ $# -ne 1 ]]; then
    echo "usage: $0 FOLDER" >&2
    exit 2
fi

mkdir -p "$1"
folder=$(realpath "$1")
cd "$(dirname "$0")/../.."
bundle=$folder/miniconvviz-cuda
rm -rf "$bundle"
mkdir -p "$bundle/tests"

# One folder for all three: they share the runtime.
publish() { dotnet publish "$@" -c Release -r linux-x64 --self-contained -o "$bundle/bin" --nologo -v quiet; }
publish tests/MiniConvViz.Kernels.Tests -p:IsCarried=true
publish tests/MiniConvViz.Tests -p:IsCarried=true
publish src/MiniConvViz.Cli -p:PublishSingleFile=false

cp MiniConvViz.sln "$bundle"
cp -r weights "$bundle"
cp -r tests/goldens "$bundle/tests"
cp tests/cuda/run.sh tests/cuda/time_pytorch.py "$bundle"
rm -rf "$bundle"/bin/*.pdb "$bundle"/bin/CodeCoverage "$bundle"/bin/Microsoft.CodeCoverage
tar -C "$folder" -cJf "$folder/miniconvviz-cuda.tar.xz" miniconvviz-cuda
du -h "$folder/miniconvviz-cuda.tar.xz"
