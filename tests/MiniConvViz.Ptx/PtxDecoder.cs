using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniConvViz.Ptx;

/// <summary>Decodes single instructions of a function: their operation, their registers and their addresses.</summary>
/// <param name="registers">The function's registers.</param>
/// <param name="parameters">The parameters that are declared so far, by name.</param>
internal sealed partial class PtxDecoder(
    PtxRegisters registers, IReadOnlyDictionary<string, PtxParameter> parameters)
{
    /// <summary>Decodes an instruction.</summary>
    /// <param name="start">The instruction with its text and its guard.</param>
    /// <param name="name">Its name, with types and modifiers.</param>
    /// <param name="operands">Its operands.</param>
    /// <exception cref="NotSupportedException">It is unsupported.</exception>
    public PtxInstruction Decode(PtxInstruction start, string name, string operands)
    {
        string[] parts = name.Split('.');
        if (PtxMnemonics.Plain.TryGetValue(name, out PtxOp op))
        {
            return start with { Op = op, Operands = op == PtxOp.Bra ? [] : Registers(operands) };
        }

        if (parts[0] == "setp" && PtxMnemonics.Comparisons.TryGetValue($"{parts[1]}.{parts[^1]}", out op)
            && (parts.Length == 3 || parts[2] == "or"))
        {
            return start with { Op = op, Operands = Registers(operands), IsOr = parts.Length == 4 };
        }

        return parts[0] switch
        {
            "ld" => start with
            {
                Op = In(parts[1], PtxOp.LoadParam, PtxOp.LoadLocal, PtxOp.LoadShared, PtxOp.LoadGlobal),
                Operands = [Address(operands, out int offset), .. Registers(Bracket().Replace(operands, ""))],
                Offset = offset,
                Bytes = BytesOf(parts),
            },
            "st" => start with
            {
                Op = In(parts[1], PtxOp.StoreParam, PtxOp.StoreLocal, PtxOp.StoreShared, PtxOp.StoreGlobal),
                Operands = [Address(operands, out int offset), .. Registers(Bracket().Replace(operands, ""))],
                Offset = offset,
                Bytes = BytesOf(parts),
            },
            "brx" => start with { Op = PtxOp.BrxIdx, Operands = [registers.Of(PtxParser.Names(operands)[0])] },
            "call" => Call(start, operands),
            _ => throw new NotSupportedException($"PTX: {start.Text}"),
        };
    }

    private PtxInstruction Call(PtxInstruction start, string text)
    {
        Match call = Callee().Match(text);
        return start with
        {
            Op = PtxOp.Call,
            Callee = call.Groups["name"].Value,
            Arguments = [.. PtxParser.Names(call.Groups["arguments"].Value).Select(name => parameters[name].Offset)],
            Result = call.Groups["result"].Success ? parameters[call.Groups["result"].Value].Offset : -1,
        };
    }

    private static PtxOp In(string space, PtxOp param, PtxOp local, PtxOp shared, PtxOp global) => space switch
    {
        "param" => param,
        "local" => local,
        "shared" => shared,
        "global" => global,
        _ => throw new NotSupportedException($"PTX: memory '{space}'"),
    };

    private static int BytesOf(string[] parts) => int.Parse(parts[^1][1..], CultureInfo.InvariantCulture) / 8;

    /// <summary>The register of an address, or -1 for parameters, which are addressed by their offset.</summary>
    private int Address(string operands, out int offset)
    {
        Match bracket = Bracket().Match(operands);
        string name = bracket.Groups["name"].Value;
        offset = bracket.Groups["offset"].Success ? PtxParser.Number(bracket.Groups["offset"].Value) : 0;
        if (parameters.TryGetValue(name, out PtxParameter parameter))
        {
            offset += parameter.Offset;
            return -1;
        }

        return registers.Of(name);
    }

    private int[] Registers(string operands) => [.. PtxParser.Names(operands).Select(registers.Of)];

    [GeneratedRegex(@"\[(?<name>[%\w]+)(\+(?<offset>\d+))?\]")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^(\((?<result>\w+)\)\s*,\s*)?(?<name>\w+)\s*,\s*\((?<arguments>[^)]*)\)")]
    private static partial Regex Callee();
}
