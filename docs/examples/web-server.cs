#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
#:project ../../src/MiniConvViz.Imaging/MiniConvViz.Imaging.csproj
// A web server that classifies pictures and draws feature maps; its sessions share one network's weights.
//
//     dotnet run docs/examples/web-server.cs --urls http://localhost:5000
//     curl --data-binary @boot.png http://localhost:5000/classify
//     curl --data-binary @boot.png http://localhost:5000/maps/layer1.0.relu -o maps.png
using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Taps;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(_ => new SessionPool(ModelZoo.Load("fashion-resnet"), Device.Cpu(threads: 1), size: 4));
WebApplication app = builder.Build();

app.MapPost("/classify", async (HttpRequest request, SessionPool pool, CancellationToken cancellation) =>
{
    RgbImage image = await ImageReader.ReadAsync(request.Body, "image", cancellation: cancellation);
    using SessionLease lease = await pool.RentAsync(cancellation);    // waits while all four are rented
    return TopClasses.Of(lease.Session.Run(Preprocessing.For(pool.Network.Card).Apply(image).Input), pool.Network);
});

app.MapPost("/maps/{layer}", async (string layer, HttpContext web, SessionPool pool, CancellationToken cancellation) =>
{
    RgbImage image = await ImageReader.ReadAsync(web.Request.Body, "image", cancellation: cancellation);
    using SessionLease lease = await pool.RentAsync(cancellation);
    using Tap tap = lease.Session.Tap(layer);
    lease.Session.Run(Preprocessing.For(pool.Network.Card).Apply(image).Input);
    using Picture grid = FeatureMapGrid.Draw(tap.Activations[0], GridOptions.Default);
    web.Response.ContentType = "image/png";
    await grid.WritePngAsync(web.Response.BodyWriter, cancellation);
});

app.Run();
