using System.Text;
using MiniConvViz.Tensors;

namespace MiniConvViz.Formats.PyTorch;

/// <summary>The results of the allowed calls of a pickle; every argument is checked.</summary>
/// <remarks>Source: https://github.com/pytorch/pytorch/blob/main/torch/_utils.py</remarks>
internal static class TorchConstruction
{
    private const int Storage = 0;
    private const int Offset = 1;
    private const int Size = 2;
    private const int Stride = 3;
    private const int ElementType = 6;

    /// <summary>The record for <c>callee(*arguments)</c>.</summary>
    /// <exception cref="FormatException">The arguments are not those that PyTorch writes.</exception>
    public static PickleValue Make(PickleValue callee, PickleValue[] arguments) => callee switch
    {
        PickleGlobal name => Make(name, arguments),
        PickleObject method => new PickleObject(method.Type, [method, .. arguments]),
        _ => throw new FormatException($"expected a name to call, got {callee}; the file is damaged"),
    };

    private static PickleValue Make(PickleGlobal callee, PickleValue[] arguments) => callee.Kind switch
    {
        TorchGlobalKind.Dict => Dict(callee, arguments),
        TorchGlobalKind.DefaultDict => Dict(callee, arguments.Length > 1 ? arguments[1..] : []),
        TorchGlobalKind.Encode => Bytes(callee, arguments),
        TorchGlobalKind.Size => Get<PickleTuple>(callee, arguments, 0),
        TorchGlobalKind.Device => new PickleDevice(),
        TorchGlobalKind.RebuildParameter =>
            (PickleValue?)Unreadable(arguments) ?? Get<PickleTensor>(callee, arguments, Storage),
        TorchGlobalKind.RebuildFromType => FromType(callee, arguments),
        TorchGlobalKind.RebuildTensor or TorchGlobalKind.RebuildTensorV2 => (PickleValue?)Unreadable(arguments)
            ?? Tensor(callee, arguments, Get<PickleStorage>(callee, arguments, Storage).Storage.DType),
        TorchGlobalKind.RebuildTensorV3 =>
            (PickleValue?)Unreadable(arguments) ?? Tensor(callee, arguments, DTypeOf(callee, arguments)),
        TorchGlobalKind.RebuildOther => new PickleObject(callee.Name, arguments)
        {
            TensorProblem = $"a tensor made by {Quoted.Name(callee.Name)} is not supported; convert it with "
                + ".to_dense() or .dequantize() before torch.save",
        },
        TorchGlobalKind.Other => new PickleObject(callee.Name, arguments),
        _ => throw new FormatException($"{callee} is not called by any state_dict; the file is damaged"),
    };

    /// <summary>
    /// A tensor whose storage, or a parameter whose tensor, cannot be read: only that tensor is unavailable.
    /// </summary>
    private static PickleObject? Unreadable(PickleValue[] arguments) =>
        arguments is [PickleObject inner, ..]
            ? new PickleObject(inner.Type, [])
            {
                TensorProblem = inner.TensorProblem
                    ?? $"a tensor that depends on an object of the type {Quoted.Name(inner.Type)} cannot be read, for "
                        + "a pickle is never executed; save it as .safetensors",
            }
            : null;

    /// <summary>
    /// A tensor of a subclass, or with attributes, which do not change its values.
    /// </summary>
    private static PickleValue FromType(PickleGlobal callee, PickleValue[] arguments) =>
        Make(
            Get<PickleGlobal>(callee, arguments, 0) is { Kind: not TorchGlobalKind.RebuildFromType } rebuild
                ? rebuild
                : throw new FormatException($"{callee} calls itself; the file is damaged"),
            Get<PickleTuple>(callee, arguments, 2).Items);

    /// <summary>Latin-1 is the first 256 characters of Unicode: a character is a byte.</summary>
    private static PickleValue Bytes(PickleGlobal callee, PickleValue[] arguments) =>
        arguments is [PickleText { Value: string text }, PickleText { Value: "latin1" }]
            ? new PickleBinary(Encoding.Latin1.GetBytes(text[..Math.Min(text.Length, PickleBinary.Kept)]), text.Length)
            {
                Latin1 = text,
            }
            : new PickleObject(callee.Name, arguments);

    /// <summary>
    /// <c>OrderedDict()</c>, Python 2's <c>OrderedDict([[key, value], ...])</c>, or <c>Counter({...})</c>.
    /// </summary>
    private static PickleDict Dict(PickleGlobal callee, PickleValue[] arguments)
    {
        switch (arguments)
        {
            case []:
                return new PickleDict();
            case [PickleDict whole]:
                return whole;
            case [PickleList pairs]:
                PickleDict dict = new();
                foreach (PickleValue pair in pairs.Items)
                {
                    if (pair is not PickleList { Items: [PickleValue key, PickleValue value] })
                    {
                        throw new FormatException($"{callee} expects [key, value] pairs, got {pair}; the file is "
                            + "damaged");
                    }

                    dict.Add(key, value);
                }

                return dict;
            default:
                throw new FormatException($"{callee} with {arguments.Length} arguments; the file is damaged");
        }
    }

    private static DType DTypeOf(PickleGlobal callee, PickleValue[] arguments) =>
        Get<PickleGlobal>(callee, arguments, ElementType) is { Kind: TorchGlobalKind.ElementType, DType: DType dtype }
            ? dtype
            : throw new FormatException($"{callee} expects a dtype; the file is damaged");

    private static PickleTensor Tensor(PickleGlobal callee, PickleValue[] arguments, DType dtype)
    {
        PickleStorage view = Get<PickleStorage>(callee, arguments, Storage);
        long offset = Get<PickleInteger>(callee, arguments, Offset).Value;
        long[] size = Integers(callee, arguments, Size);
        long[] strides = Integers(callee, arguments, Stride);
        long available = view.Storage.DType == dtype ? view.Count : view.Storage.ByteLength / dtype.ItemSize();
        Shape shape = TensorExtents.ToShape(size);
        if (offset < 0 || strides.Length != size.Length || strides.Any(stride => stride < 0))
        {
            throw new FormatException($"a tensor {shape} with offset {offset} and strides "
                + $"[{string.Join(',', strides)}]; "
                + "expected one stride per axis and nothing negative: the file is damaged");
        }

        if (shape.Count == 0)
        {
            return new PickleTensor(view.Storage, dtype, offset: 0, shape, strides: null);
        }

        Int128 span = 1;
        for (int axis = 0; axis < size.Length; axis++)
        {
            span += (Int128)(size[axis] - 1) * strides[axis];
        }

        if (offset + span > available)
        {
            throw new FormatException($"a tensor {shape} reaches element {offset + span} of a storage that has "
                + $"{available}; the file is damaged");
        }

        if (span > Array.MaxLength)
        {
            throw new FormatException($"a tensor {shape} is spread over {span} elements;  call .contiguous() before "
                + "torch.save");
        }

        long[]? needed = IsRowMajor(size, strides) ? null : strides;
        return new PickleTensor(view.Storage, dtype, view.Offset + offset, shape, needed);
    }

    /// <summary>
    /// Whether the strides are those of a contiguous tensor; the stride of an axis of extent 1 is never used.
    /// </summary>
    private static bool IsRowMajor(long[] size, long[] strides)
    {
        long expected = 1;
        for (int axis = size.Length - 1; axis >= 0; axis--)
        {
            if (size[axis] != 1 && strides[axis] != expected)
            {
                return false;
            }

            expected *= size[axis];
        }

        return true;
    }

    private static long[] Integers(PickleGlobal callee, PickleValue[] arguments, int index)
    {
        PickleValue[] items = Get<PickleTuple>(callee, arguments, index).Items;
        if (items.Length > CheckpointLimits.Rank)
        {
            throw new FormatException($"a tensor of {items.Length} axes; at most {CheckpointLimits.Rank} are "
                + "supported");
        }

        return [.. items.Select((_, i) => Get<PickleInteger>(callee, items, i).Value)];
    }

    private static T Get<T>(PickleGlobal callee, PickleValue[] arguments, int index)
        where T : PickleValue =>
        index < arguments.Length && arguments[index] is T argument
            ? argument
            : throw new FormatException($"{callee} got {(index < arguments.Length ? arguments[index] : "nothing")} "
                + $"as argument {index + 1}; the file is damaged");
}
