# Functions of all stages of run.sh: steps with a time limit, a record of their results, and the archive.

have() { command -v "$1" > /dev/null; }

# Whether this machine's PyTorch can compute on its GPU (or, with PYTORCH_DEVICE=cpu, at all).
have_pytorch() {
    [[ -n ${has_pytorch:-} ]] || has_pytorch=$(
        timeout --kill-after=5 90 "$python" stages/about_python.py "${PYTORCH_DEVICE:-cuda}" 2> /dev/null |
            tail -n 1)
    [[ $has_pytorch == *'"usable": true'* ]]
}

# milliseconds since 1970
now() { echo "$((${EPOCHREALTIME/[.,]/} / 1000))"; }

# A row of steps.tsv: stage, name, how it ended (0, another exit code, or words), milliseconds.
record() {
    local milliseconds=$(($(now) - $3)) how=ok
    printf '%s\t%s\t%s\t%s\n' "$stage" "$1" "$2" "$milliseconds" >> "$out/steps.tsv"
    if [[ $2 != 0 ]]; then
        how="FAILED ($2)"
        echo "$stage/$1" >> "$out/failed"
    fi
    printf '%8s ms  %s/%s  %s\n' "$milliseconds" "$stage" "$1" "$how"
}

# A step that cannot run on this machine is no failure; the summary lists it.
skip() {
    printf '%s\t%s\tskipped: %s\t0\n' "$stage" "$1" "$2" >> "$out/steps.tsv"
    echo "   skipped  $stage/$1: $2"
}

# step NAME LIMIT COMMAND...: runs a command for LIMIT seconds at most, never beyond the end of the stage. Its output
# is saved as STAGE/NAME; that of .json, .jsonl and .csv files on stderr in a .txt file of the same name.
step() {
    local name=$1 limit=$2 file=$out/$stage/$1 begin errors job watch first code
    shift 2
    begin=$(now)
    limit=$((limit * ${PATIENCE:-1}))
    ((limit > stage_end - SECONDS)) && limit=$((stage_end - SECONDS))
    if ((limit < 1)); then
        record "$name" "no time was left" "$begin"
        return 1
    fi

    case $name in *.txt) errors=/dev/stdout ;; *) errors=${file%.*}.txt ;; esac
    timeout --kill-after=5 "$limit" "$@" > "$file" 2> "$errors" < /dev/null &
    job=$!
    # A process that waits for a driver that hangs cannot be ended; it is left running.
    sleep $((limit + 8)) &
    watch=$!
    wait -n -p first "$job" "$watch"
    code=$?
    if [[ $first == "$watch" ]]; then
        code="cannot be ended"
        disown "$job"
    else
        kill "$watch"
        wait "$watch" 2> /dev/null
        ((code == 124 || code == 137)) && code="not done after $limit s"
    fi
    [[ $errors != /dev/stdout && ! -s $errors ]] && rm -f "$errors"
    record "$name" "$code" "$begin"
    [[ $code == 0 ]]
}

# As step; a failed step is run again, with a synchronization after every launch, and under NVIDIA's memory and race
# checkers where they are installed. At most six failures are examined.
examined() {
    local name=$1 limit=$2 slot tool
    step "$@" && return
    shift 2
    for slot in 1 2 3 4 5 6 none; do
        mkdir "$work/examined-$slot" 2> /dev/null && break
    done
    [[ $slot == none || $device != cuda ]] && return 1
    CUDA_LAUNCH_BLOCKING=1 step "${name%.*}-blocking.txt" "$limit" "$@"
    for tool in memcheck racecheck; do
        if have compute-sanitizer; then
            step "${name%.*}-$tool.txt" 60 compute-sanitizer --tool "$tool" --print-limit 10 --error-exitcode 9 "$@"
        fi
    done
    return 1
}

# Waits until fewer jobs than the given number run in the background.
wait_for_fewer_than() {
    while (($(jobs -rp | wc -l) >= $1)); do
        wait -n 2> /dev/null
    done
}

miniconvviz() { step "$1" "$2" bin/miniconvviz "${@:3}"; }

# summary.md and one archive of at most 16 MiB: long texts are cut to their beginning and end.
save() {
    local file
    for file in "$out"/*/*.txt; do
        if [[ -f $file && $(stat -c %s "$file") -gt 262144 ]]; then
            { head -c 65536 "$file"; printf '\n[...]\n'; tail -c 131072 "$file"; } > "$work/short"
            mv "$work/short" "$file"
        fi
    done
    touch "$out/steps.tsv"
    if ! "$python" summarise.py "$out" > "$out/summary.md" 2> "$work/summary-failed"; then
        { echo "No summary:"; cat "$work/summary-failed"; echo; cat "$out/steps.tsv"; } > "$out/summary.md"
    fi
    cp "$out/summary.md" "$results"
    rm -f "$results"/results.tar.*
    if have tar && have xz; then
        tar -C "$work" -cf - results | xz -T0 > "$results/results.tar.xz"
    elif have tar && have gzip; then
        tar -C "$work" -czf "$results/results.tar.gz" results
    else
        "$python" -c 'import sys, tarfile; tarfile.open(sys.argv[1], "w:gz").add(sys.argv[2], "results")' \
            "$results/results.tar.gz" "$out"
    fi
    for file in "$results"/results.tar.*; do
        [[ $(stat -c %s "$file") -le 16777216 ]] || echo "$file is larger than 16 MiB" >&2
    done
}
