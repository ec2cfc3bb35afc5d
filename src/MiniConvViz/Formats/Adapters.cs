
namespace MiniConvViz.Formats;

/// <summary>
/// Low-rank adapters: small matrices that are added to the weights of a network in another file.
/// </summary>
internal static class Adapters
{
    /// <summary>Parts of their names in the usual libraries (PEFT, diffusers, LyCORIS).</summary>
    private static readonly string[] Marks =
    [
        "lora_A", "lora_B", "lora_down", "lora_up", "lora_magnitude_vector", "lora_embedding_", "lokr_", "hada_w",
        "dora_scale", "oft_blocks", "oft_R",
    ];

    /// <summary>Refuses a file with adapters in it.</summary>
    /// <exception cref="UnsupportedModelException">It has some; the message names the first.</exception>
    public static void Check(StateDict file)
    {
        if (file.Tensors.FirstOrDefault(tensor => Array.Exists(
            Marks, mark => tensor.Name.Contains(mark, StringComparison.Ordinal))) is WeightTensor found)
        {
            throw Refusal(file.Path, found.Name);
        }
    }

    /// <summary>What to do instead.</summary>
    public static UnsupportedModelException Refusal(string path, string name) => new(
        $"{path}: holds a low-rank adapter ({Quoted.Name(name)}), which changes the weights of another file and is not "
        + "supported; in Python: model = model.merge_and_unload(); torch.save(model.state_dict(), path)");
}
