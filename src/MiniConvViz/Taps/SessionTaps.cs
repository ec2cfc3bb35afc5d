using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Taps;

/// <summary>Taps and edits of a <see cref="Session"/>.</summary>
public static class SessionTaps
{
    extension(Session session)
    {
        /// <summary>Requests the activations of all nodes that a name, a glob or <c>kind:Conv2d</c> selects.</summary>
        /// <exception cref="NetworkException">The pattern selects nothing; the message lists near matches.</exception>
        public Tap Tap(params IEnumerable<string> patterns) => new(session, Select(session, patterns));

        /// <summary>Requests the activations of these nodes.</summary>
        public Tap Tap(IEnumerable<Node> nodes) => new(session, InOrder(nodes));

        /// <summary>
        /// Requests statistics of the activations of all nodes that a name, a glob or <c>kind:Conv2d</c> selects, over
        /// any number of runs. The activations are not kept and never leave a GPU.
        /// </summary>
        /// <exception cref="NetworkException">The pattern selects nothing; the message lists near matches.</exception>
        public StatisticsTap TapStatistics(params IEnumerable<string> patterns) =>
            new(session, Select(session, patterns), hasHistograms: false);

        /// <summary>As <c>TapStatistics</c>, with a histogram of every channel and layer.</summary>
        /// <exception cref="NetworkException">The pattern selects nothing; the message lists near matches.</exception>
        public StatisticsTap TapHistograms(params IEnumerable<string> patterns) =>
            new(session, Select(session, patterns), hasHistograms: true);

        /// <summary>
        /// Changes the activations of all nodes that a pattern selects before the next nodes read them.
        /// </summary>
        /// <param name="pattern">A name, a glob or <c>kind:Conv2d</c>.</param>
        /// <param name="change">Receives the node's value and returns a tensor of the same shape; it may change the
        /// given one.</param>
        /// <exception cref="NetworkException">The pattern selects nothing; the message lists near matches.</exception>
        public Edit Edit(string pattern, Func<Activation, Tensor> change) =>
            new(session, Select(session, [pattern]), change);
    }

    private static Node[] Select(Session session, IEnumerable<string> patterns) =>
        InOrder(patterns.SelectMany(pattern => NodePattern.Select(session.Network, pattern)));

    private static Node[] InOrder(IEnumerable<Node> nodes) => [.. nodes.Distinct().OrderBy(node => node.Index)];
}
