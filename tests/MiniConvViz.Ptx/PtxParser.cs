using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniConvViz.Ptx;

/// <summary>
/// Parses the PTX that ILGPU generates for NVIDIA's drivers. Everything unsupported is an error; nothing is ignored.
/// </summary>
/// <remarks>Source: NVIDIA, "Parallel Thread Execution ISA".</remarks>
internal sealed partial class PtxParser
{
    private static readonly Dictionary<string, PtxOp> Plain = new()
    {
        ["mov.f32"] = PtxOp.Mov,
        ["mov.b32"] = PtxOp.Mov,
        ["mov.b64"] = PtxOp.Mov,
        ["mov.pred"] = PtxOp.Mov,
        ["cvta.to.global.u64"] = PtxOp.Mov,
        ["cvta.global.u64"] = PtxOp.Mov,
        ["add.f32"] = PtxOp.AddF32,
        ["sub.f32"] = PtxOp.SubF32,
        ["mul.f32"] = PtxOp.MulF32,
        ["div.rn.f32"] = PtxOp.DivF32,
        ["rcp.rn.f32"] = PtxOp.RcpF32,
        ["sqrt.rn.f32"] = PtxOp.SqrtF32,
        ["abs.f32"] = PtxOp.AbsF32,
        ["neg.f32"] = PtxOp.NegF32,
        ["ex2.approx.f32"] = PtxOp.Ex2F32,
        ["lg2.approx.f32"] = PtxOp.Lg2F32,
        ["add.s32"] = PtxOp.AddB32,
        ["sub.s32"] = PtxOp.SubB32,
        ["mul.lo.s32"] = PtxOp.MulB32,
        ["mad.lo.s32"] = PtxOp.MadB32,
        ["neg.s32"] = PtxOp.NegB32,
        ["div.s32"] = PtxOp.DivS32,
        ["rem.s32"] = PtxOp.RemS32,
        ["min.s32"] = PtxOp.MinS32,
        ["max.s32"] = PtxOp.MaxS32,
        ["mul.wide.u32"] = PtxOp.MulWideU32,
        ["add.u64"] = PtxOp.AddB64,
        ["add.s64"] = PtxOp.AddB64,
        ["sub.s64"] = PtxOp.SubB64,
        ["sub.u64"] = PtxOp.SubB64,
        ["mul.lo.s64"] = PtxOp.MulB64,
        ["mul.lo.u64"] = PtxOp.MulB64,
        ["neg.s64"] = PtxOp.NegB64,
        ["div.s64"] = PtxOp.DivS64,
        ["and.b32"] = PtxOp.AndB32,
        ["or.b32"] = PtxOp.OrB32,
        ["xor.b32"] = PtxOp.XorB32,
        ["not.b32"] = PtxOp.NotB32,
        ["shl.b32"] = PtxOp.ShlB32,
        ["shr.s32"] = PtxOp.ShrS32,
        ["shr.u32"] = PtxOp.ShrU32,
        ["shl.b64"] = PtxOp.ShlB64,
        ["shr.s64"] = PtxOp.ShrS64,
        ["shr.u64"] = PtxOp.ShrU64,
        ["and.b64"] = PtxOp.AndB64,
        ["or.b64"] = PtxOp.OrB64,
        ["and.pred"] = PtxOp.AndPred,
        ["or.pred"] = PtxOp.OrPred,
        ["xor.pred"] = PtxOp.XorPred,
        ["not.pred"] = PtxOp.NotPred,
        ["testp.notanumber.f32"] = PtxOp.TestpNaNF32,
        ["testp.infinite.f32"] = PtxOp.TestpInfiniteF32,
        ["selp.b32"] = PtxOp.Selp,
        ["selp.b64"] = PtxOp.Selp,
        ["cvt.s32.s64"] = PtxOp.CvtS32FromS64,
        ["cvt.s32.u64"] = PtxOp.CvtS32FromS64,
        ["cvt.u32.s64"] = PtxOp.CvtS32FromS64,
        ["cvt.u32.u64"] = PtxOp.CvtS32FromS64,
        ["cvt.s64.s32"] = PtxOp.CvtS64FromS32,
        ["cvt.u64.u32"] = PtxOp.CvtU64FromU32,
        ["cvt.s64.u32"] = PtxOp.CvtU64FromU32,
        ["cvt.s64.u64"] = PtxOp.Mov,
        ["cvt.u64.s64"] = PtxOp.Mov,
        ["cvt.rn.f32.s32"] = PtxOp.CvtF32FromS32,
        ["cvt.rn.f32.s64"] = PtxOp.CvtF32FromS64,
        ["cvt.rzi.s32.f32"] = PtxOp.CvtS32FromF32,
        ["cvt.rna.tf32.f32"] = PtxOp.CvtTf32,
        ["bra"] = PtxOp.Bra,
        ["bra.uni"] = PtxOp.Bra,
        ["ret"] = PtxOp.Ret,
        ["bar.sync"] = PtxOp.BarSync,
        ["mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32"] = PtxOp.MmaTf32,
    };

    private static readonly Dictionary<string, PtxOp> Comparisons = new()
    {
        ["eq.s32"] = PtxOp.SetpEqB32,
        ["eq.u32"] = PtxOp.SetpEqB32,
        ["ne.s32"] = PtxOp.SetpNeB32,
        ["ne.u32"] = PtxOp.SetpNeB32,
        ["lt.s32"] = PtxOp.SetpLtS32,
        ["le.s32"] = PtxOp.SetpLeS32,
        ["gt.s32"] = PtxOp.SetpGtS32,
        ["ge.s32"] = PtxOp.SetpGeS32,
        ["lo.u32"] = PtxOp.SetpLtU32,
        ["ls.u32"] = PtxOp.SetpLeU32,
        ["hi.u32"] = PtxOp.SetpGtU32,
        ["hs.u32"] = PtxOp.SetpGeU32,
        ["eq.s64"] = PtxOp.SetpEqB64,
        ["ne.s64"] = PtxOp.SetpNeB64,
        ["lt.s64"] = PtxOp.SetpLtS64,
        ["le.s64"] = PtxOp.SetpLeS64,
        ["gt.s64"] = PtxOp.SetpGtS64,
        ["ge.s64"] = PtxOp.SetpGeS64,
        ["lo.u64"] = PtxOp.SetpLtU64,
        ["hs.u64"] = PtxOp.SetpGeU64,
        ["eq.f32"] = PtxOp.SetpEqF32,
        ["lt.f32"] = PtxOp.SetpLtF32,
        ["le.f32"] = PtxOp.SetpLeF32,
        ["gt.f32"] = PtxOp.SetpGtF32,
        ["ge.f32"] = PtxOp.SetpGeF32,
        ["neu.f32"] = PtxOp.SetpNeuF32,
        ["ltu.f32"] = PtxOp.SetpLtuF32,
        ["leu.f32"] = PtxOp.SetpLeuF32,
        ["gtu.f32"] = PtxOp.SetpGtuF32,
        ["geu.f32"] = PtxOp.SetpGeuF32,
    };

    private readonly Dictionary<string, int> _registers = [];
    private readonly List<(int Register, ulong Value)> _constants = [];
    private readonly List<(int Register, PtxSpecial Special, int Offset)> _specials = [];
    private readonly Dictionary<string, PtxParameter> _parameters = [];
    private readonly Dictionary<string, (PtxSpecial Space, int Offset)> _memory = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly Dictionary<string, string[]> _targets = [];
    private readonly List<Func<PtxInstruction>> _code = [];
    private int _parameterBytes, _sharedBytes, _localBytes;

    /// <summary>All functions of a module, by name; the kernel is the one under <paramref name="entry"/>.</summary>
    public static Dictionary<string, PtxFunction> Parse(string ptx, out PtxFunction entry)
    {
        string text = Comment().Replace(ptx, "");
        Dictionary<string, PtxFunction> functions = [];
        entry = null!;
        foreach (Match head in Head().Matches(text))
        {
            PtxFunction function = new PtxParser().Function(head, BodyAfter(text, head.Index + head.Length));
            functions.Add(function.Name, function);
            entry = head.Groups["kind"].Value == "entry" ? function : entry;
        }

        return functions;
    }

    private static string BodyAfter(string text, int start)
    {
        int depth = 1, end = start;
        while (depth > 0)
        {
            depth += text[end] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            end++;
        }

        return text[start..(end - 1)];
    }

    private PtxFunction Function(Match head, string body)
    {
        PtxParameter[] parameters = [.. Declarations(head.Groups["parameters"].Value)];
        PtxParameter? result = Declarations(head.Groups["result"].Value).Cast<PtxParameter?>().SingleOrDefault();
        foreach (string statement in body.Split(';'))
        {
            Statement(statement.Trim());
        }

        return new PtxFunction
        {
            Name = head.Groups["name"].Value,
            Parameters = parameters,
            Result = result,
            Code = [.. _code.Select(instruction => instruction())],
            ParameterBytes = _parameterBytes,
            Registers = _registers.Count,
            Constants = [.. _constants],
            Specials = [.. _specials],
            SharedBytes = _sharedBytes,
            LocalBytes = _localBytes,
            MaxThreads = MaxThreads().Match(head.Groups["limits"].Value) is { Success: true } limit
                ? Number(limit.Groups[1].Value)
                : 0,
        };
    }

    private void Statement(string text)
    {
        // A block in braces contains a call with its parameters; a repeated name refers to the latest.
        while (text.StartsWith('{') || text.StartsWith('}'))
        {
            text = text[1..].TrimStart();
        }

        if (Label().Match(text) is { Success: true } label)
        {
            string name = label.Groups[1].Value;
            string rest = text[label.Length..].Trim();
            if (rest.StartsWith(".branchtargets"))
            {
                _targets[name] = Names(rest[".branchtargets".Length..]);
                return;
            }

            _labels.Add(name, _code.Count);
            Statement(rest);
        }
        else if (text.StartsWith(".param"))
        {
            Declarations(text);
        }
        else if (Memory().Match(text) is { Success: true } memory)
        {
            Declare(memory);
        }
        else if (text.Length > 0 && !text.StartsWith(".reg"))
        {
            Instruction(text);
        }
    }

    private List<PtxParameter> Declarations(string text)
    {
        List<PtxParameter> declared = [];
        foreach (Match match in Declaration().Matches(text))
        {
            int count = match.Groups["count"].Success ? Number(match.Groups["count"].Value) : 1;
            int scalar = Number(match.Groups["bits"].Value) / 8;
            int bytes = count * scalar;
            int alignment = match.Groups["alignment"].Success ? Number(match.Groups["alignment"].Value) : scalar;
            PtxParameter parameter = new(match.Groups["name"].Value, _parameterBytes, bytes, alignment);
            _parameters[parameter.Name] = parameter;
            _parameterBytes = (_parameterBytes + bytes + 15) & ~15;
            declared.Add(parameter);
        }

        return declared;
    }

    private void Declare(Match memory)
    {
        int bytes = (Number(memory.Groups["bytes"].Value) + 15) & ~15;
        string name = memory.Groups["name"].Value;
        if (memory.Groups["space"].Value == "shared")
        {
            _memory.Add(name, (PtxSpecial.Shared, _sharedBytes));
            _sharedBytes += bytes;
        }
        else
        {
            _memory.Add(name, (PtxSpecial.Local, _localBytes));
            _localBytes += bytes;
        }
    }

    private void Instruction(string text)
    {
        Match guard = Guard().Match(text);
        string plain = text[guard.Length..];
        Match name = Name().Match(plain);
        string operands = plain[name.Length..].Trim();
        PtxInstruction start = new()
        {
            Op = PtxOp.Ret,
            Text = Whitespace().Replace(text, " "),
            Operands = [],
            Guard = guard.Success ? Register(guard.Groups["predicate"].Value) : -1,
            IsGuardNegated = guard.Groups["not"].Length > 0,
            IsUniform = name.Value.Split('.').Contains("uni"),
        };
        PtxInstruction instruction = Decode(start, name.Value, operands);

        // Labels may follow after the branches to them.
        string[] targets = instruction.Op switch
        {
            PtxOp.Bra => [operands],
            PtxOp.BrxIdx => [Names(operands)[1]],
            _ => [],
        };
        IEnumerable<string> labels = targets.SelectMany(label => _targets.GetValueOrDefault(label, [label]));
        _code.Add(() => instruction with { Targets = [.. labels.Select(label => _labels[label])] });
    }

    private PtxInstruction Decode(PtxInstruction start, string name, string operands)
    {
        string[] parts = name.Split('.');
        if (Plain.TryGetValue(name, out PtxOp op))
        {
            return start with { Op = op, Operands = op == PtxOp.Bra ? [] : Registers(operands) };
        }

        if (parts[0] == "setp" && Comparisons.TryGetValue($"{parts[1]}.{parts[^1]}", out op)
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
            "brx" => start with { Op = PtxOp.BrxIdx, Operands = [Register(Names(operands)[0])] },
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
            Arguments = [.. Names(call.Groups["arguments"].Value).Select(name => _parameters[name].Offset)],
            Result = call.Groups["result"].Success ? _parameters[call.Groups["result"].Value].Offset : -1,
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
        offset = bracket.Groups["offset"].Success ? Number(bracket.Groups["offset"].Value) : 0;
        if (_parameters.TryGetValue(name, out PtxParameter parameter))
        {
            offset += parameter.Offset;
            return -1;
        }

        return Register(name);
    }

    private int[] Registers(string operands) => [.. Names(operands).Select(Register)];

    /// <summary>The index of a register; constants and special registers have one, too.</summary>
    private int Register(string name)
    {
        if (_registers.TryGetValue(name, out int known))
        {
            return known;
        }

        int place = _registers.Count;
        _registers.Add(name, place);
        if (_memory.TryGetValue(name, out (PtxSpecial Space, int Offset) memory))
        {
            _specials.Add((place, memory.Space, memory.Offset));
        }
        else if (Special(name) is PtxSpecial special)
        {
            _specials.Add((place, special, 0));
        }
        else if (!name.StartsWith('%'))
        {
            _constants.Add((place, Constant(name)));
        }

        return place;
    }

    private static PtxSpecial? Special(string name) => name switch
    {
        "%tid.x" => PtxSpecial.Thread,
        "%ntid.x" => PtxSpecial.GroupSize,
        "%ctaid.x" => PtxSpecial.Group,
        _ => name.Contains('.') ? throw new NotSupportedException($"PTX: register {name}") : null,
    };

    private static ulong Constant(string text) =>
        text.StartsWith("0f") ? uint.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : text.StartsWith('-') ? (ulong)long.Parse(text, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Names(string list) =>
        list.Split([',', ' ', '\t', '\n', '\r', '{', '}'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\.(?<kind>entry|func)\s*(\((?<result>[^)]*)\))?\s*(?<name>\w+)\s*\((?<parameters>[^)]*)\)(?<limits>[^;{]*)\{")]
    private static partial Regex Head();

    [GeneratedRegex(@"\.param\s+(\.align\s+(?<alignment>\d+)\s+)?\.[a-z](?<bits>\d+)\s+(?<name>\w+)(\[(?<count>\d+)\])?")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\.maxntid\s+(\d+)")]
    private static partial Regex MaxThreads();

    [GeneratedRegex(@"^\.(?<space>shared|local)\s+\.align\s+\d+\s+\.b8\s+(?<name>\w+)\[(?<bytes>\d+)\]$")]
    private static partial Regex Memory();

    [GeneratedRegex(@"^(\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^@(?<not>!?)(?<predicate>%\w+)\s+")]
    private static partial Regex Guard();

    [GeneratedRegex(@"^[a-z][\w.]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\[(?<name>[%\w]+)(\+(?<offset>\d+))?\]")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^(\((?<result>\w+)\)\s*,\s*)?(?<name>\w+)\s*,\s*\((?<arguments>[^)]*)\)")]
    private static partial Regex Callee();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
