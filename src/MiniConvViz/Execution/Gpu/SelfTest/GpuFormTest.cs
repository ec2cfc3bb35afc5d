using MiniConvViz.Kernels;

namespace MiniConvViz.Execution;

/// <summary>
/// Runs each form of convolution, of linear layer and of matrix product that a device can run, once, and compares it
/// with the reference loops. A form that fails does not affect the others: a failed compilation makes ILGPU's context
/// unusable and a fault the driver's, so that the device is opened again for the rest of the test.
/// </summary>
/// <param name="open">Opens the device, with these forms excluded.</param>
/// <param name="tolerance">The largest relative L2 error that is accepted.</param>
internal sealed class GpuFormTest(Func<IReadOnlyCollection<Enum>, GpuAccelerator> open, double tolerance)
{
    private readonly IReadOnlyList<GpuFormCase> _cases = GpuFormCases.All();
    private readonly List<GpuFormResult> _results = [];
    private GpuAccelerator? _gpu;

    /// <summary>
    /// Tests only the forms that the device would choose and those that every other falls back to. A CPU OpenCL device
    /// takes half a minute to compile the forms of large work-groups, which it never chooses.
    /// </summary>
    public bool ChosenOnly { get; init; }

    /// <summary>How many kernels were compiled, over all the times the device was opened.</summary>
    public int Kernels { get; private set; }

    /// <summary>How long the compilation took.</summary>
    public TimeSpan CompileTime { get; private set; }

    /// <summary>
    /// Each form that was run with its result; the list ends before a wrong form that all others fall back to.
    /// </summary>
    /// <exception cref="DeviceException">The device fails at the simplest form, at every form once another has failed,
    /// or because it has not enough memory: the test has no result then.</exception>
    public IReadOnlyList<GpuFormResult> Run()
    {
        try
        {
            OpenFirst();
            while (_cases.FirstOrDefault(IsToRun) is GpuFormCase test)
            {
                _results.Add(Run(test));
                if (_results[^1].Fault is not null && GpuFormCase.IsSimplest(test.Form))
                {
                    break;
                }
            }

            return _results;
        }
        finally
        {
            Close();
        }
    }

    // Where the chosen form is wrong, the device chooses another, which is then tested.
    private bool IsToRun(GpuFormCase test) =>
        _results.All(result => !result.Form.Equals(test.Form))
        && test.Fits(_gpu!)
        && (!ChosenOnly || GpuFormCase.IsSimplest(test.Form) || test.IsChosen(_gpu!));

    private GpuFormResult Run(GpuFormCase test)
    {
        try
        {
            double error = ErrorOf(test);
            if (error <= tolerance)
            {
                return new GpuFormResult(test.Form, error, null);
            }

            _gpu!.Exclude(test.Form);
            return new GpuFormResult(test.Form, error, GpuSelfTest.Describe(error));
        }
        catch (GpuGroupException problem)
        {
            _gpu!.Exclude(test.Form);
            return new GpuFormResult(test.Form, double.NaN, WithoutDevice(problem.Message));
        }
        catch (GpuException problem) when (problem is not GpuMemoryException && !GpuFormCase.IsSimplest(test.Form))
        {
            OpenAgain(test.Form, problem);
            return new GpuFormResult(test.Form, double.NaN, WithoutDevice(problem.Message));
        }
        catch (GpuException problem)
        {
            throw new DeviceException($"{ExcludedForm.NameOf(test.Form)}: {problem.Message}", problem);
        }
    }

    /// <summary>
    /// Opens the device again after a form failed, and checks that it still computes: after some faults the driver does
    /// not work any more in this process, and every later form would seem wrong.
    /// </summary>
    private void OpenAgain(Enum failed, GpuException problem)
    {
        Close();
        try
        {
            Open(failed);
            if (ErrorOf(_cases[0]) <= tolerance)
            {
                return;
            }
        }
        catch (GpuException)
        {
            // The first failure is the cause.
        }

        throw new DeviceException(
            $"{ExcludedForm.NameOf(failed)}: {problem.Message}; after that the device does not work again in this process",
            problem);
    }

    private double ErrorOf(GpuFormCase test)
    {
        using GpuArena arena = new(_gpu!);
        return test.Run(_gpu!, arena);
    }

    private void OpenFirst()
    {
        try
        {
            Open();
        }
        catch (GpuException problem)
        {
            throw new DeviceException(problem.Message, problem);
        }
    }

    private void Open(params IEnumerable<Enum> failed) =>
        _gpu = open([.. _results.Where(result => result.Fault is not null).Select(result => result.Form), .. failed]);

    private void Close()
    {
        Kernels += _gpu?.CompiledKernels ?? 0;
        CompileTime += _gpu?.CompileTime ?? TimeSpan.Zero;
        _gpu?.Dispose();
        _gpu = null;
    }

    private string WithoutDevice(string message) =>
        message.StartsWith($"{_gpu!.Name}: ", StringComparison.Ordinal) ? message[(_gpu.Name.Length + 2)..] : message;
}
