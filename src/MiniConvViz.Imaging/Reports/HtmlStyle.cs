namespace MiniConvViz.Imaging;

/// <summary>
/// How the report looks: light or dark as the reader's system is, contents beside the pictures where there is room.
/// </summary>
internal static class HtmlStyle
{
    public const string Text =
        """
        :root {
          color-scheme: light dark;
          --ink: #1c2128; --muted: #57606a; --line: #d8dee4; --paper: #f6f8fa; --card: #fff; --accent: #1f62a8;
          --warn: #a84a16; --above: #b40426
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #e6edf3; --muted: #9aa4af; --line: #30363d; --paper: #0d1117; --card: #161b22; --accent: #79b1ee;
            --warn: #f0a070; --above: #e7988a
          }
        }
        * { box-sizing: border-box }
        html { scroll-behavior: smooth; scroll-padding-top: 1rem }
        body {
          margin: 0; font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif;
          color: var(--ink); background: var(--paper)
        }
        a { color: inherit; text-decoration: none }
        nav a:hover, h2 a:hover { color: var(--accent); text-decoration: underline }
        nav {
          padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--card);
          max-height: 40vh; overflow: auto; font-size: 13px
        }
        nav .top { font-weight: 600; font-size: 15px }
        nav ol { margin: .5rem 0 0; padding: 0; list-style: none }
        nav small, h1 small, h2 small, .attributes { color: var(--muted); font-weight: 400 }
        main { padding: 1.25rem; max-width: 1500px; margin: auto }
        h1 { margin: 0 0 .5rem; font-size: 1.7rem; line-height: 1.25 }
        h1 small { font-size: 1.1rem }
        h2 { margin: 0 0 .4rem; font-size: 1.15rem; overflow-wrap: anywhere }
        h2 small, .attributes { font-size: .9rem; margin-left: .4rem }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 }
        dt { color: var(--muted) } dd { margin: 0; overflow-wrap: anywhere }
        .notes { margin: .75rem 0 0; padding-left: 1.1rem; color: var(--muted) }
        .answer { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; margin-top: 1rem }
        .classes { border-collapse: collapse; flex: 1 1 22rem; max-width: 40rem }
        .classes caption { text-align: left; color: var(--muted); padding-bottom: .3rem }
        .classes th { text-align: left; font-weight: 400; padding: .2rem 1rem .2rem 0; white-space: nowrap }
        .classes tr:first-of-type th { font-weight: 600 }
        .classes td:nth-child(2) { width: 70% }
        .classes td:last-child { text-align: right; padding-left: .75rem; white-space: nowrap }
        .classes, .facts { font-variant-numeric: tabular-nums }
        .classes span { display: block; height: .8rem; min-width: 1px; border-radius: 2px; background: var(--above) }
        section { margin-top: 2.25rem; padding-top: 1rem; border-top: 1px solid var(--line) }
        .facts {
          display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 0 0 .75rem; padding: 0; list-style: none;
          color: var(--muted); font-size: 13px
        }
        .facts b { font-weight: 400 }
        .facts b::after { content: ":" }
        .key, .origin { color: var(--muted); max-width: 60rem; overflow-wrap: anywhere }
        .origin { margin: 0 0 .3rem; font-size: 13px }
        .back { display: block; margin-bottom: .4rem; color: var(--accent) }
        .beside { display: flex; gap: 1rem; overflow-x: auto; align-items: flex-start }
        .beside figure { flex: 1 1 0; min-width: 16rem }
        figcaption { color: var(--muted); padding-bottom: .3rem }
        .warning { color: var(--warn); font-weight: 600 }
        figure { margin: 0 0 1rem }
        img { max-width: 100%; height: auto; display: block; border-radius: 6px; background: #fff; cursor: zoom-in }
        @media (min-width: 1100px) {
          body { display: grid; grid-template-columns: 17rem minmax(0, 1fr) }
          nav {
            position: sticky; top: 0; height: 100vh; max-height: none;
            border-bottom: 0; border-right: 1px solid var(--line)
          }
          main { padding: 2rem; margin: 0 }
        }
        @media print { nav { display: none } section { break-inside: avoid } }
        """;

    /// <summary>What a comparison adds: a row per node, three pictures side by side.</summary>
    public const string Comparison =
        """
        .verdicts { border-collapse: collapse; margin-top: 1.5rem; font-size: 13px; font-variant-numeric: tabular-nums }
        .verdicts th, .verdicts td { text-align: left; padding: .15rem .8rem .15rem 0; white-space: nowrap }
        .verdicts th[scope] { font-weight: 400 }
        .verdicts .wrong { color: var(--warn); font-weight: 600 }
        .verdicts .suspicious { color: var(--warn) }
        .verdicts .notjudged { color: var(--muted) }
        """;

    /// <summary>What the page above several images adds: one beside the other, in columns.</summary>
    public const string Overview =
        """
        body.overview { display: block }
        .overview main { padding: 2rem }
        .overview ul {
          display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 1.5rem 1.25rem;
          margin: 1.5rem 0 0; padding: 0; list-style: none; overflow-wrap: anywhere; line-height: 1.35
        }
        .overview img { margin-bottom: .35rem; cursor: pointer }
        .overview a:hover { color: var(--accent) }
        .overview small, .skipped { color: var(--muted) }
        .overview h2 { margin-top: 2rem }
        .overview .skipped { padding-left: 1.5rem; overflow-wrap: anywhere }
        """;
}
