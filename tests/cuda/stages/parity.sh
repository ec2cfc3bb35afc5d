# Networks node by node: the bundled one is compared with PyTorch's results from when it was packed, torchvision's
# with those of this machine's PyTorch for random weights, in float32 and float64.

# verified NAME ARGUMENT...: every node with PyTorch's activations as inputs, and the whole network.
verified() {
    miniconvviz "$1-isolated.json" 80 verify "${@:2}" --device "$device" --isolate --json
    miniconvviz "$1-through.json" 80 verify "${@:2}" --device "$device" --no-isolate --json
}

beside_pytorch() {
    local folder=$work/networks/$1
    step "$1-dump.txt" 80 "$python" tests/python/dump_networks.py --out "$work/networks" --models "$1" \
        --size "${PARITY_SIZE:-224}" --zip-only --noise --threads 3 || return
    verified "$1" --model "$1" --weights "$folder/weights.pth" --reference "$folder/reference.safetensors"
    rm -rf "$folder"
}

tf32=()
[[ $device == cuda ]] && tf32=(--tf32)
verified fashion-resnet --model fashion-resnet --reference weights/fashion-resnet/reference.safetensors "${tf32[@]}"
have_pytorch
if [[ $has_pytorch == *'"torchvision": '* ]]; then
    for network in ${NETWORKS:-resnet18 vgg16_bn mobilenet_v2 densenet121 efficientnet_b0 convnext_tiny}; do
        wait_for_fewer_than "$workers"
        beside_pytorch "$network" &
    done
    wait
else
    skip networks "python3 has no PyTorch and torchvision"
fi
