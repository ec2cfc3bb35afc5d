namespace MiniConvViz.Networks.Zoo;

/// <summary>
/// The common part of networks for 32x32 images. Ten classes may be CIFAR-10's or others, so they have no names.
/// </summary>
internal static class CifarClasses
{
    public const int Count = 10;

    public const string Assumption = "images go in at 32x32, normalised with CIFAR-10's mean and deviation, which "
        + "the file does not say; give the size, mean and std for others";

    public static ModelCard Card(string name) =>
        new(name, 3, null, 32, [0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f], []) { IsAssumed = true };
}
