# The speed of networks, compared with PyTorch in the same minutes: ours, PyTorch's, ours again. PyTorch is one
# process, which times one network after another. Then each form of a layer, and last the result of --tune; nothing
# else runs at the same time.

# ours MODEL BATCH VARIANT PASS OPTION...
ours() {
    local shape=$2,3,$size,$size
    [[ $1 == fashion-* ]] && shape=$2,1,28,28
    miniconvviz "$1-$2-$3-$4.json" 60 bench --model "$1" --random-weights 1 --input-shape "$shape" \
        --runs "${RUNS:-20}" --device "$device" --json "${@:5}"
}

# all_of_ours MODEL BATCH PASS OPTION...
all_of_ours() {
    ours "$1" "$2" float32 "$3" "${@:4}"
    ours "$1" "$2" tapped "$3" "--taps=kind:Conv2d"
    [[ $device == cuda ]] && ours "$1" "$2" tf32 "$3" --tf32 "${@:4}"
}

start_pytorch() {
    coproc PYTORCH {
        exec timeout --kill-after=5 $((stage_end - SECONDS)) "$python" time_pytorch.py "$size" "${RUNS:-20}" \
            "${PYTORCH_DEVICE:-cuda}" 2> "$out/bench/pytorch.txt"
    }
    pytorch_process=$PYTORCH_PID
    exec {questions}>&"${PYTORCH[1]}" {answers}<&"${PYTORCH[0]}"
}

# pytorch MODEL BATCH: an answer is a line of JSON for each mode, and an empty line.
pytorch() {
    local begin line how="no answer"
    [[ -n ${pytorch_process:-} ]] || return
    begin=$(now)
    echo "$1 $2" >&"$questions"
    while read -r -t 60 -u "$answers" line; do
        [[ -z $line ]] && how=0 && break
        echo "$line" >> "$out/bench/$1-$2-pytorch.jsonl"
    done
    record "$1-$2-pytorch.jsonl" "$how" "$begin"
    # A late answer must not be read as the answer to the next question.
    [[ $how == 0 ]] || stop_pytorch
}

stop_pytorch() {
    [[ -n ${pytorch_process:-} ]] || return
    exec {questions}>&- {answers}<&-
    kill "$pytorch_process" 2> /dev/null
    pytorch_process=
}

clocks() {
    have nvidia-smi && step "clocks-$1.csv" 5 nvidia-smi --format=csv \
        --query-gpu=clocks.sm,clocks.mem,power.draw,temperature.gpu,pstate
}

# Every form in one process; if that fails, a process per form, so that all but one form have their times.
ladder() {
    local forms=${FORMS:-}
    if [[ -z $forms ]]; then
        step "ladder-$1.txt" 60 bin/MiniConvViz.Benchmarks gpu-ladder "$device" "$1" && return
        forms=$(bin/MiniConvViz.Benchmarks gpu-ladder forms "$1")
    fi
    for form in $forms; do
        examined "ladder-$1-$form.txt" 30 bin/MiniConvViz.Benchmarks gpu-ladder "$device" "$1" "$form"
    done
}

if have_pytorch; then
    start_pytorch
else
    skip pytorch "python3 has no PyTorch that could use this GPU"
fi

for model in ${MODELS:-resnet18 vgg16}; do
    for batch in ${BATCHES:-1 32}; do
        all_of_ours "$model" "$batch" 1 --per-node
        pytorch "$model" "$batch"
        all_of_ours "$model" "$batch" 2
        clocks "$model-$batch"
    done
done
stop_pytorch

for kind in ${LAYERS-conv linear}; do
    ladder "$kind"
done

# The results of tuning are stored, and must not affect the other measurements.
cp -r "$XDG_DATA_HOME" "$work/tuned"
for model in ${MODELS:-resnet18 vgg16}; do
    for batch in ${BATCHES:-1 32}; do
        XDG_DATA_HOME=$work/tuned ours "$model" "$batch" tuned 1 --tune --per-node
    done
done
