using System.Runtime.ExceptionServices;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>Runs one batch after the other; the inputs of the next are uploaded while this one computes.</summary>
internal static class BatchPipeline
{
    /// <summary>Runs a network each time its next output is requested.</summary>
    /// <param name="inputs"> The inputs of each run. They are read one run ahead where the backend uploads ahead, else
    /// at their own run.
    /// </param>
    /// <param name="backend">The backend that runs it.</param>
    /// <param name="run">Runs the network: on these inputs, whether they are uploaded, and what to do once the device
    /// has all its work.</param>
    /// <param name="forgetAhead">Called where no run will use what was uploaded ahead last.</param>
    /// <returns>The outputs, in order; a failure to read or upload inputs is thrown in place of their run's
    /// output.</returns>
    public static IEnumerable<Tensor> Run(
        IEnumerable<IReadOnlyList<Tensor>> inputs,
        IBackend backend,
        Func<IReadOnlyList<Tensor>, bool, Action?, Tensor> run,
        Action forgetAhead)
    {
        using IEnumerator<IReadOnlyList<Tensor>> source = inputs.GetEnumerator();
        Action? takeAhead = backend.UploadsAhead ? TakeAhead : null;
        bool isTaken = false, isThere = false, isUploaded = false;
        ExceptionDispatchInfo? failure = null;
        try
        {
            while (IsNextThere())
            {
                bool areUploaded = isUploaded;
                (isTaken, isUploaded) = (false, false);
                yield return run(source.Current, areUploaded, takeAhead);
            }
        }
        finally
        {
            if (isUploaded)
            {
                forgetAhead();
            }
        }

        bool IsNextThere()
        {
            failure?.Throw();
            return isTaken ? isThere : source.MoveNext();
        }

        void TakeAhead()
        {
            isTaken = true;
            try
            {
                isThere = source.MoveNext();
                isUploaded = isThere && backend.UploadAhead(source.Current);
            }
            catch (Exception problem)
            {
                failure = ExceptionDispatchInfo.Capture(problem);
            }
        }
    }
}
