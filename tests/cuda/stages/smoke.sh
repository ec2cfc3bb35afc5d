# Whether there is such a device and it passes its self-test, the bandwidth of its bus, and a picture from the program's
# start to its last file: twice on the device, whose kernels the self-test has compiled, and on the CPU.

miniconvviz devices.txt 60 devices
cat "$out/smoke/devices.txt"
missing=1
while read -r name rest; do
    [[ $name == "$device" && $rest != *missing* ]] && missing=0
done < "$out/smoke/devices.txt"
if ((missing)); then
    echo "$0: this machine has no $device device; the lines above say why" >&2
    finish 2
fi

read -ra options <<< "${SELF_TEST:---warm-up --measure}"
examined self-test.json 60 bin/miniconvviz devices "${options[@]}" --json
for name in first second; do
    miniconvviz "render-$name.txt" 40 render --model fashion-resnet --device "$device" --out "$work/rendered"
done
miniconvviz render-cpu.txt 20 render --model fashion-resnet --device cpu --out "$work/rendered-on-cpu"
drawn=("$work"/rendered/*.png)
expected=("$work"/rendered-on-cpu/*.png)
echo "${#drawn[@]} pictures drawn on $device, ${#expected[@]} on cpu" | tee "$out/smoke/pictures.txt"
[[ ${#drawn[@]} == "${#expected[@]}" ]] || record pictures.txt "not as many pictures" "$(now)"
