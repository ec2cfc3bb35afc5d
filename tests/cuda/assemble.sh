#!/usr/bin/env bash
# Assembles the GPU kernels with NVIDIA's assembler; no GPU is needed. Needs ptxas (of the CUDA toolkit, 11.8 or
# newer) on the PATH; with cuobjdump and nvdisasm beside it, also counts instructions.
#
#     (cd tests/MiniConvViz.Benchmarks && dotnet run -c Release -- ptx /tmp/ptx)
#     tests/cuda/assemble.sh /tmp/ptx             all kernels, for sm_80
#     tests/cuda/assemble.sh /tmp/ptx sm_90 Conv2d    those whose name begins so, for sm_90
#
# Prints a row per kernel: registers of a thread, bytes on the stack (spilled registers), shared memory of a
# thread block, and its busiest loop: instructions, and how many of them multiply and add (FFMA, or HMMA for a tensor
# core). The exit code is 1 if a kernel does not assemble.
set -uo pipefail
if [[ $# -lt 1 || $# -gt 3 ]]; then
    echo "usage: $0 FOLDER [sm_80 [NAME]]" >&2
    exit 2
fi

if ! command -v ptxas > /dev/null; then
    echo "ptxas is not on the PATH: it comes with the CUDA toolkit" >&2
    exit 2
fi

folder=$1
architecture=${2:-sm_80}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# assemble NAME: writes its row, or what the assembler said of it.
assemble() {
    local file=$work/$1
    if ! ptxas -v "-arch=$architecture" "$folder/$1.ptx" -o "$file.cubin" 2> "$file.said"; then
        echo "$1: $(head -n 3 "$file.said" | tr '\n' ' ')" > "$file.refused"
        return
    fi

    touch "$file.sass"
    command -v cuobjdump nvdisasm > "$file.tools" && cuobjdump -sass "$file.cubin" > "$file.sass"
    row "$1" "$file.said" "$file.sass" > "$file.row"
}

row() {
    python3 - "$@" << 'PYTHON'
import re
import sys

name, said, sass = sys.argv[1], open(sys.argv[2]).read(), open(sys.argv[3]).read()


def total(what):
    return sum(int(number) for number in re.findall(r"(\d+) bytes " + what, said))


lines = re.findall(r"^\s*/\*([0-9a-f]{4,})\*/\s+([^;/]*);", sass, re.M)
code = [(int(address, 16), re.sub(r"^@\S+\s+", "", text)) for address, text in lines]


def sums(loop):
    return [sum(text.startswith(name) for _, text in loop) for name in ("FFMA", "HMMA")]


# A branch backwards ends a loop. The busiest is the one with the most products; of two, the inner. Loops inside it
# without multiplications do not count: they run rarely.
loops = [[]]
for address, text in code:
    target = re.match(r"BRA\S*\s.*?0x([0-9a-f]+)", text)
    if target and int(target[1], 16) < address:
        loops.append([line for line in code if int(target[1], 16) <= line[0] <= address])
loop = max(loops, key=lambda loop: (sum(sums(loop)), -len(loop)))
idle = [inner for inner in loops if inner and not sum(sums(inner)) and inner[0] in loop]
loop = [line for line in loop if not any(line in inner for inner in idle)]
ffma, hmma = sums(loop)
row = [
    name,
    max(int(number) for number in re.findall(r"Used (\d+) registers", said)),
    f"{total('stack frame')}, {total('spill')}",
    total("smem"),
    *((len(loop), f"{ffma}, {hmma}", f"{100 * (ffma + hmma) // len(loop)} %") if ffma + hmma else ("-", "-", "-")),
]
print("|", " | ".join(str(cell) for cell in row), "|")
PYTHON
}

for ptx in "$folder/${3:-}"*.ptx; do
    while (($(jobs -rp | wc -l) >= $(nproc))); do
        wait -n
    done
    assemble "$(basename "$ptx" .ptx)" &
done
wait

echo "| kernel ($architecture) | registers | stack, spilled | shared | busiest loop | FFMA, HMMA | share |"
echo "| --- | --- | --- | --- | --- | --- | --- |"
cat "$work"/*.row
if compgen -G "$work/*.refused" > "$work/refused"; then
    cat "$work"/*.refused >&2
    exit 1
fi
