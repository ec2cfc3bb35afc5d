#!/usr/bin/env bash
# Runs a command in a root made by make-pocl-root.sh. The root sees this checkout under its own path, the folder "shared"
# beside it if there is one, this machine's .NET and NuGet packages, and /proc, /sys and /dev (PoCL's hwloc reads /sys).
#
#     run-in-pocl-root.sh ROOT COMMAND...
#     run-in-pocl-root.sh ROOT dotnet test MiniConvViz.sln --no-build -- NUnit.Where="cat == OpenCL"
#
# The command starts in the checkout's top folder. Its environment is its own; it contains MINICONVVIZ_REQUIRE, which
# makes tests fail without OpenCL (tests/Support/Requirement.cs). Its exit code is this script's. The mounts live in a
# mount namespace of their own: the kernel removes them when the command ends.
set -euo pipefail

if [[ $# -lt 2 || $EUID -ne 0 ]]; then
    echo "usage (as root): $0 ROOT COMMAND..." >&2
    exit 2
fi

root=$(realpath "$1")
shift
if [[ ! -e $root/.pocl-ready ]]; then
    echo "$root is not a finished PoCL root: make it with make-pocl-root.sh" >&2
    exit 2
fi

checkout=$(realpath "$(dirname "$0")/../..")
dotnet=$(dirname "$(realpath "$(command -v dotnet)")")
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}

export root checkout dotnet packages
exec unshare --mount --propagation private bash -c '
    set -euo pipefail
    bind() {
        mkdir -p "$root$1"
        mount --rbind "$1" "$root$1"
    }
    bind /proc
    bind /sys
    bind /dev
    bind "$dotnet"
    bind "$packages"
    bind "$checkout"
    shared=$(dirname "$checkout")/shared
    if [[ -d $shared ]]; then bind "$shared"; fi
    exec chroot "$root" /usr/bin/env --ignore-environment --chdir="$checkout" \
        PATH="$dotnet:/usr/local/bin:/usr/bin:/bin" HOME=/tmp LANG=C.UTF-8 \
        DOTNET_ROOT="$dotnet" DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
        DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MINICONVVIZ_REQUIRE=opencl,processes "$@"
' run-in-pocl-root "$@"
