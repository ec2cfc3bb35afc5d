namespace MiniConvViz.Cli;

/// <summary>One picture to go through the network, and the folder for what comes out.</summary>
internal sealed record RenderTarget(string Image, string Folder)
{
    /// <summary>One picture fills the output folder itself; of several, each gets a folder named after it.</summary>
    public static IReadOnlyList<RenderTarget> For(IReadOnlyList<string> images, string output)
    {
        if (images.Count == 1)
        {
            return [new RenderTarget(images[0], output)];
        }

        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        List<RenderTarget> targets = [];
        foreach (string image in images)
        {
            string stem = Path.GetFileNameWithoutExtension(image);
            if (stem is "." or "..")
            {
                // "...png" is a picture's legal name, but ".." as a folder would lead out of the output.
                stem = "_" + stem;
            }

            string name = stem;
            for (int repeat = 1; !taken.Add(name); repeat++)
            {
                name = $"{stem}_{repeat}";
            }

            targets.Add(new RenderTarget(image, Path.Combine(output, name)));
        }

        return targets;
    }
}
