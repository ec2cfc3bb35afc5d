#!/usr/bin/env bash
# Makes a small Debian 13 root in which PoCL 6 runs OpenCL kernels on the CPU, so that a machine without a GPU can
# still run our OpenCL code path. (Debian 12's PoCL 3.1 has no generic address space, and ILGPU does not support it.)
#
#     make-pocl-root.sh ROOT        as root, on Debian with the package debootstrap; about a minute, about 600 MB
#
# A finished ROOT is reused as it is; a half-made one is made again.
set -euo pipefail

if [[ $# -ne 1 || $EUID -ne 0 ]]; then
    echo "usage (as root): $0 ROOT" >&2
    exit 2
fi

mkdir -p "$1"
root=$(realpath "$1")
ready="$root/.pocl-ready"
unfinished="$root/.pocl-unfinished"
if [[ -e $ready ]]; then
    exit 0
fi

if [[ -n $(ls -A "$root") && ! -e $unfinished ]]; then
    echo "$root is not empty and not of this script's making: name another folder" >&2
    exit 2
fi

rm -rf --one-file-system "${root:?}"
mkdir "$root"
touch "$unfinished"

# The mirror that this machine's own apt uses, and the proxy it reaches it through.
mirror=$(apt-get indextargets --format '$(REPO_URI)' | awk '/\/debian\/?$/ { uri = $0 } END { print uri }')
if [[ -z $mirror ]]; then
    echo "apt on this machine uses no Debian mirror" >&2
    exit 1
fi

proxy=
eval "$(apt-config shell proxy Acquire::http::Proxy)"
if [[ -n $proxy && $proxy != DIRECT ]]; then
    export http_proxy=$proxy https_proxy=$proxy
fi

debootstrap --variant=minbase --include=ca-certificates trixie "$root" "$mirror"

# apt inside the root reaches the mirror the way apt outside does.
apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries)' > "$root/etc/apt/apt.conf.d/00host" || true
cp -L /etc/hosts /etc/resolv.conf "$root/etc/"
if compgen -G '/usr/local/share/ca-certificates/*.crt' > /dev/null; then
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    chroot "$root" update-ca-certificates
fi

# The loader without its development package: only libOpenCL.so.1 exists, as on most people's machines.
export DEBIAN_FRONTEND=noninteractive
chroot "$root" apt-get update
chroot "$root" apt-get install --yes --no-install-recommends pocl-opencl-icd ocl-icd-libopencl1
chroot "$root" apt-get clean
mv "$unfinished" "$ready"
