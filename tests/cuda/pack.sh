#!/usr/bin/env bash
# Packs the program, its tests and its benchmarks for a machine that has only an NVIDIA driver: no .NET, no network.
#
#     tests/cuda/pack.sh out/cuda          makes out/cuda/miniconvviz-cuda.tar.xz, at most 64 MiB
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
archive=$bundle.tar.xz
rm -rf "$bundle" "$archive"
mkdir -p "$bundle/tests"

# One folder for all four: they share the runtime.
publish() { dotnet publish "$@" -c Release -r linux-x64 --self-contained -o "$bundle/bin" --nologo -v quiet; }
publish tests/MiniConvViz.Kernels.Tests -p:IsCarried=true
publish tests/MiniConvViz.Tests -p:IsCarried=true
publish tests/MiniConvViz.Benchmarks -p:IsCarried=true
publish src/MiniConvViz.Cli -p:PublishSingleFile=false

cp MiniConvViz.sln "$bundle"
cp -r weights "$bundle"
cp -r tests/goldens tests/python "$bundle/tests"
cp -r tests/cuda/*.sh tests/cuda/*.py tests/cuda/stages "$bundle"
rm -rf "$bundle"/bin/*.pdb "$bundle"/bin/CodeCoverage "$bundle"/bin/Microsoft.CodeCoverage "$bundle/pack.sh"
find "$bundle" -name __pycache__ -prune -exec rm -r {} +
tar -C "$folder" -cf - miniconvviz-cuda | xz -T0 > "$archive"

bytes=$(stat -c %s "$archive")
echo "$archive: $((bytes >> 20)) MiB"
if ((bytes > 64 << 20)); then
    echo "$0: more than 64 MiB" >&2
    exit 1
fi
