namespace MiniConvViz.Formats.PyTorch;

/// <summary>
/// The parameters of a TorchScript archive (<c>torch.jit.save</c>). Its <c>data.pkl</c> holds the module as an object
/// whose attributes are tensors and further modules; the attributes' names form the names of a state_dict. The code in
/// the archive is not read.
/// </summary>
/// <remarks>Source: https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md</remarks>
internal static class ScriptModuleWeights
{
    private const int DeepestNesting = 64;
    private const int LongestName = 1000;

    /// <summary>The note on the code.</summary>
    public const string Note = "a TorchScript archive: its parameters were read, its code was not";

    /// <summary>All tensors as one dict: <c>layer1.0.conv1.weight</c>.</summary>
    /// <exception cref="UnreadableInputException">
    /// There are none under names, as after <c>torch.jit.freeze</c>, or more than any network has.
    /// </exception>
    public static PickleDict Of(CheckpointFile file, PickleValue root)
    {
        PickleDict weights = new();
        int visited = 0;
        Stack<(string Path, PickleValue Value, int Depth)> open = new([("", root, 0)]);
        while (open.TryPop(out (string Path, PickleValue Value, int Depth) place))
        {
            if (++visited > CheckpointLimits.Names || place.Path.Length > LongestName)
            {
                throw file.Error($"nests more than {CheckpointLimits.Names} modules, or names longer than "
                    + $"{LongestName} characters, which no network does");
            }

            if (place.Value is PickleTensor or PickleObject { TensorProblem: not null })
            {
                weights.Add(new PickleText(place.Path), place.Value);
                continue;
            }

            // A module that is used twice has two names in a state_dict; the depth limit stops at one that contains
            // itself.
            bool isModule = place.Value is PickleObject { State: PickleDict } && place.Depth < DeepestNesting;
            PickleDict attributes = isModule ? (PickleDict)((PickleObject)place.Value).State! : new PickleDict();
            foreach ((PickleValue key, PickleValue value) in Enumerable.Reverse(attributes.Items))
            {
                if (key is PickleText { Value: string name } && value is PickleTensor or PickleObject)
                {
                    open.Push((place.Path.Length == 0 ? name : $"{place.Path}.{name}", value, place.Depth + 1));
                }
            }
        }

        return weights.Items.Count > 0
            ? weights
            : throw file.Error("is a TorchScript archive without named parameters (torch.jit.freeze makes them "
                + "constants of its code); in Python: torch.jit.save the module without freezing it, or export it to "
                + "ONNX");
    }
}
