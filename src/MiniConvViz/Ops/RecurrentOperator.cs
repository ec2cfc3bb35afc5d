using MiniConvViz.Kernels;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Ops;

/// <summary>
/// The common part of LSTM, GRU and RNN: a state that changes with every time step of a sequence.
/// Inputs: <c>x [T,N,I]</c>, and optionally the hidden state before the first step, <c>[D,N,H]</c>, and an LSTM's cell
/// state. Output: <c>[T,D,N,H]</c>, or <c>[D,N,H]</c> for the last states.
/// </summary>
public abstract class RecurrentOperator : Operator
{
    /// <summary>Gate values of all time steps, which are kept until the last step has run.</summary>
    private const long MostGateValues = 1 << 28;

    private const long FunctionWork = 128;
    private const long StepCost = 2048;

    private readonly int _gates;
    private readonly int[] _lengths;
    private readonly RecurrentFormula _formula;

    private protected RecurrentOperator(int gates, RecurrentParameters parameters, RecurrentOptions? options)
    {
        _gates = gates;
        Weights = parameters;
        Options = options ?? new RecurrentOptions();
        _lengths = [.. Options.Lengths ?? []];
        _formula = new RecurrentFormula
        {
            Gate = Options.Gate ?? GateFunction.Sigmoid,
            Candidate = Options.Candidate ?? GateFunction.Tanh,
            Output = Options.Output ?? GateFunction.Tanh,
            Clip = Options.Clip,
            CouplesGates = Options.CouplesGates ? 1 : 0,
            ResetsBefore = Options.ResetsBefore ? 1 : 0,
        };
        Shape ih = parameters.WeightIh.Shape;
        if (ih.Rank != 3 || ih[0] is not (1 or 2) || ih[1] < gates || ih[1] % gates != 0)
        {
            throw new ShapeException($"expected a weight_ih [1 or 2,{gates}*hidden_size,input_size], got {ih}");
        }

        if (Options.IsReverse && ih[0] != 1)
        {
            throw new ShapeException($"a reverse layer has one direction, but weight_ih is {ih}");
        }

        Check("weight_hh", parameters.WeightHh, [ih[0], ih[1], ih[1] / gates]);
        Check("bias_ih", parameters.BiasIh, [ih[0], ih[1]]);
        Check("bias_hh", parameters.BiasHh, [ih[0], ih[1]]);
        Check("peephole", parameters.Peephole, [ih[0], 3 * (ih[1] / gates)]);
    }

    /// <summary>The learned tensors.</summary>
    public RecurrentParameters Weights { get; }

    /// <summary>How the layer differs from PyTorch's usual one.</summary>
    public RecurrentOptions Options { get; }

    /// <summary>I, features of one time step.</summary>
    public int InputSize => Weights.WeightIh.Shape[2];

    /// <summary>H, elements of a state.</summary>
    public int HiddenSize => Weights.WeightHh.Shape[2];

    /// <summary>D, 2 where a second direction reads the sequence backwards.</summary>
    public int Directions => Weights.WeightIh.Shape[0];

    /// <summary>How many states the layer has: 2 in an LSTM, else 1.</summary>
    private protected virtual int StateCount => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
    [
        new("weight_ih", Weights.WeightIh),
        new("weight_hh", Weights.WeightHh),
        .. Optional("bias_ih", Weights.BiasIh),
        .. Optional("bias_hh", Weights.BiasHh),
        .. Optional("peephole", Weights.Peephole),
    ];

    /// <inheritdoc/>
    public override string Attributes => string.Join(", ", AttributeList());

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs.Length >= 1 && inputs.Length <= 1 + StateCount
            ? inputs[0]
            : throw new ShapeException($"expected 1 to {1 + StateCount} inputs, got {inputs.Length}");
        if (input.Rank != 3 || input[2] != InputSize)
        {
            throw new ShapeException($"expected an input [T,N,{InputSize}], got {input}");
        }

        long values = (long)input.CountOf(..2) * Weights.WeightIh.Shape.CountOf(..2);
        if (values > MostGateValues)
        {
            throw new ShapeException($"makes {values} gate values of an input {input}; at most {MostGateValues} fit");
        }

        Shape state = [Directions, input[1], HiddenSize];
        foreach (Shape initial in inputs[1..])
        {
            if (initial != state)
            {
                throw new ShapeException($"expected an initial state {state}, got {initial}");
            }
        }

        CheckLengths(input);
        return Options.Result == RecurrentResult.Sequence ? [input[0], .. state.Extents] : state;
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)inputs[0].CountOf(..2) * Directions * _gates * HiddenSize * (InputSize + (long)HiddenSize);

    /// <summary>
    /// What a run takes besides multiplications, in as many of these: the gates' values, which are kept and go through a
    /// function each, and about a microsecond for every time step, however small it is.
    /// </summary>
    internal long StepWork(ReadOnlySpan<Shape> inputs)
    {
        long gateValues = (long)inputs[0].CountOf(..2) * Directions * _gates * HiddenSize;
        return (FunctionWork * gateValues) + ((long)inputs[0][0] * Directions * StepCost);
    }

    internal override bool NeedsNumbers => true;

    internal override Accuracy Accuracy => Accuracy.Summed;

    /// <summary>
    /// The bound that <see cref="StateError{TUnit}"/> carries from step to step, as roundings of a magnitude.
    /// </summary>
    internal override RoundingError RoundingOf(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        double terms = InputSize + HiddenSize + 2.0;
        Tensor bound = ErrorOf<FloatRounding>(inputs, errors: null);
        foreach (ref float error in bound.Values)
        {
            error = (float)(error / (terms * RoundingError.UnitRoundoff));
        }

        return new RoundingError(bound, terms);
    }

    internal override Tensor? AmplificationOf(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> errors) =>
        ErrorOf<NoRounding>(inputs, errors);

    /// <summary>The bound on the output's error by the errors of the inputs and the roundings of every step.</summary>
    private protected abstract Tensor ErrorOf<TUnit>(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? errors)
        where TUnit : IUnitRoundoff;

    /// <summary><see cref="ErrorOf{TUnit}"/> for a cell.</summary>
    private protected Tensor ErrorOf<TCell, TUnit>(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? errors)
        where TCell : IRecurrentCell
        where TUnit : IUnitRoundoff
    {
        Shape output = InferShape([.. inputs.Select(input => input.Shape)]);
        StateError<TUnit>[] bounds = new StateError<TUnit>[output.Count];
        RecurrentReference.Run<TCell, StateError<TUnit>>(
            Geometry(inputs[0].Shape),
            _formula,
            Spans,
            StateError<TUnit>.Of(inputs[0], errors?[0]),
            inputs.Count > 1 ? StateError<TUnit>.Of(inputs[1], errors?[1]) : [],
            inputs.Count > 2 ? StateError<TUnit>.Of(inputs[2], errors?[2]) : [],
            bounds);
        return new Tensor(output, [.. bounds.Select(bound => (float)bound.Error)]);
    }

    private protected void RunReference<TCell>(HostCall call)
        where TCell : IRecurrentCell => RecurrentReference.Run<TCell>(
            Geometry(call.InputShape(0)),
            _formula,
            Spans,
            call.Input(0),
            Initial(call, 1),
            Initial(call, 2),
            call.Output);

    private protected CpuForm CpuFormFor<TLanes>(CpuRequest request)
        where TLanes : IRecurrentLanes => CpuForm.Plain(request, call => RecurrentSimd.Run<TLanes>(
            call.Workers,
            Geometry(call.InputShape(0)),
            _formula,
            Spans,
            call.Input(0),
            Initial(call, 1),
            Initial(call, 2),
            call.Output));

    private protected GpuForms GpuFormsFor<TKernel>()
        where TKernel : IRecurrentKernel => GpuForms.One(RunGpu<TKernel>);

    private void RunGpu<TKernel>(GpuCall call)
        where TKernel : IRecurrentKernel
    {
        RecurrentGeometry geometry = Geometry(call.InputShape(0));
        LinearGpuForm form = RecurrentGpu.Projection(call.Gpu, geometry);
        RecurrentGpuOperands operands = new(
            call.Input(0),
            call.InputCount > 1 ? call.Input(1) : default,
            call.InputCount > 2 ? call.Input(2) : default,
            call.Weight(
                Weights.WeightIh,
                form.ToString(),
                weight => LinearGpuForms.Pack(form, geometry.Projection, weight.Values)),
            Weights.BiasIh is null ? default : call.Weight(Weights.BiasIh),
            call.Weight(Weights.WeightHh),
            call.Constant(_ => RecurrentGpu.Pack(geometry, Spans)),
            call.Output);
        RecurrentGpuStep first = new()
        {
            Geometry = geometry,
            Formula = _formula,
            Step = 0,
            HasPeephole = Weights.Peephole is null ? 0 : 1,
            HasLengths = _lengths.Length == 0 ? 0 : 1,
        };
        RecurrentGpu.Run<TKernel>(call.Gpu, form, first, operands);
    }

    private RecurrentWeights Spans => new()
    {
        InputHidden = Weights.WeightIh.Values,
        HiddenHidden = Weights.WeightHh.Values,
        InputBias = Weights.BiasIh is null ? [] : Weights.BiasIh.Values,
        HiddenBias = Weights.BiasHh is null ? [] : Weights.BiasHh.Values,
        Peephole = Weights.Peephole is null ? [] : Weights.Peephole.Values,
        Lengths = _lengths,
    };

    private static ReadOnlySpan<float> Initial(HostCall call, int index) =>
        call.InputCount > index ? call.Input(index) : [];

    private RecurrentGeometry Geometry(Shape input) => new()
    {
        Steps = input[0],
        Batch = input[1],
        Inputs = InputSize,
        Hidden = HiddenSize,
        Gates = _gates,
        Directions = Directions,
        IsReverse = Options.IsReverse ? 1 : 0,
        Result = Options.Result,
    };

    private void CheckLengths(Shape input)
    {
        if (_lengths.Length > 0
            && (_lengths.Length != input[1] || _lengths.Any(length => length < 1 || length > input[0])))
        {
            throw new ShapeException(
                $"expected {input[1]} lengths of sequences from 1 to {input[0]}, got {Axis.List(_lengths)}");
        }
    }

    private IEnumerable<string> AttributeList()
    {
        yield return $"{InputSize}, {HiddenSize}";
        (bool Is, string Text)[] others =
        [
            (Weights.BiasIh is null && Weights.BiasHh is null, "bias=False"),
            (Directions == 2, "bidirectional=True"),
            (Options.IsReverse, "reverse=True"),
            (Options.Result != RecurrentResult.Sequence, $"result={Options.Result}"),
            (Weights.Peephole is not null, "peephole=True"),
            (_lengths.Length > 0, $"lengths={Axis.List(_lengths)}"),
            (float.IsFinite(Options.Clip), $"clip={Options.Clip:R}"),
            (_formula.Gate != GateFunction.Sigmoid, $"gate={_formula.Gate}"),
            (_formula.Candidate != GateFunction.Tanh, $"nonlinearity={_formula.Candidate}"),
            (_formula.Output != GateFunction.Tanh, $"output={_formula.Output}"),
            (Options.CouplesGates, "couples_gates=True"),
            (Options.ResetsBefore, "reset_after=False"),
        ];
        foreach ((bool isThere, string text) in others)
        {
            if (isThere)
            {
                yield return text;
            }
        }
    }

    private static IEnumerable<Parameter> Optional(string name, Tensor? tensor) =>
        tensor is null ? [] : [new Parameter(name, tensor)];

    private static void Check(string name, Tensor? tensor, Shape expected)
    {
        if (tensor is not null && tensor.Shape != expected)
        {
            throw new ShapeException($"expected a {name} {expected}, got {tensor.Shape}");
        }
    }
}
