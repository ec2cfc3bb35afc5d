# The conformance suite on the device. After a failed launch a process cannot use the GPU any more, so every class has
# a process of its own, and so has every form of a layer and every operator: the name that its tests' arguments begin
# with (Conv2dGpuTests.Gemm64, OperatorConformanceTests.Softmax).

declare -A tests_of=()
groups=()

# Puts the tests of a program into groups. It lists each as JSON: "uid": "Namespace.Class(Device).Method(Arguments)" on
# a line, and further down "typeName": "Class(Device)".
list_tests() {
    local line test group name='\(([A-Z][A-Za-z0-9]+)[,/)]'
    step "$1-list.json" 60 "bin/$1" --list-tests json --filter "TestCategory=$category" || return
    while read -r line; do
        if [[ $line =~ ^\"uid\":\ \"(.*)\",$ ]]; then
            printf -v test %b "${BASH_REMATCH[1]//\\\"/\"}" # the escapes of JSON
        elif [[ $line =~ ^\"typeName\":\ \"([A-Za-z0-9_]+) ]]; then
            group=$1/${BASH_REMATCH[1]}
            [[ ${test#*).} =~ $name && ${BASH_REMATCH[1]} != @(True|False) ]] && group+=.${BASH_REMATCH[1]}
            [[ -v tests_of[$group] ]] || groups+=("$group")
            tests_of[$group]+=$test$'\n'
        fi
    done < "$out/tests/$1-list.json"
}

run_group() {
    local tests
    mapfile -t tests <<< "${tests_of[$1]%$'\n'}"
    examined "${1#*/}.txt" 120 "bin/${1%/*}" --no-ansi --filter-uid "${tests[@]}"
}

# Every kernel in PTX for this GPU, assembled by NVIDIA's assembler.
assemble() {
    local capability=80
    have nvidia-smi && capability=$(timeout 10 nvidia-smi --query-gpu=compute_cap --format=csv,noheader | tr -dc 0-9)
    step ptx.txt 60 bin/MiniConvViz.Benchmarks ptx "$work/ptx" &&
        step assembled.txt 100 bash assemble.sh "$work/ptx" "sm_$capability"
}

if have ptxas; then
    assemble &
else
    skip assembled.txt "there is no ptxas"
fi

for program in ${PROGRAMS:-MiniConvViz.Kernels.Tests MiniConvViz.Tests}; do
    list_tests "$program"
done
for group in "${groups[@]}"; do
    [[ $group =~ ${TESTS:-.} ]] || continue
    wait_for_fewer_than "$workers"
    run_group "$group" &
done
wait
