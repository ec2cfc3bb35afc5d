# Describes this machine. No settings are changed, and a missing tool is no failure.

if have nvidia-smi; then
    step gpu.csv 15 nvidia-smi --format=csv --query-gpu=name,driver_version,memory.total,mig.mode.current,compute_cap,\
clocks.sm,clocks.max.sm,clocks.mem,clocks.max.mem,power.limit,temperature.gpu,ecc.mode.current,compute_mode
    step nvidia-smi.txt 15 nvidia-smi -q
else
    skip nvidia-smi.txt "there is no nvidia-smi"
fi

for tool in ptxas cuobjdump nvdisasm compute-sanitizer xz; do
    echo "$tool: $(command -v "$tool" || echo "not on the PATH")"
done > "$out/environment/tools.txt"
have ptxas && step ptxas.txt 10 ptxas --version
have compute-sanitizer && step compute-sanitizer.txt 10 compute-sanitizer --version
{ uname -a; nproc; head -n 26 /proc/cpuinfo; head -n 3 /proc/meminfo; } > "$out/environment/machine.txt"

have_pytorch
echo "$has_pytorch" > "$out/environment/python.json"
cat "$out/environment/tools.txt" "$out/environment/python.json"
