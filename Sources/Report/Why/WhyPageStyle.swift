/// Looks of the page of `sonde why`: light or dark as the reader's system is, from a telephone's width up.
enum WhyPageStyle {
    /// Every pair of colours of text and ground has a contrast of 4.5 to 1 or more (WCAG 2.2, 1.4.3).
    static let text = """

        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1c1c1e; --faint: #595963; --edge: #c9c9d1;
        --soft: #f4f4f7; --link: #1f5fa8; --critical: #b3261e; --warning: #8a5300; --info: #1f5fa8; --ok: #1d6b3a;
        --badge: #ffffff; }
        @media (prefers-color-scheme: dark) {
        :root { --paper: #17171a; --ink: #e8e8ec; --faint: #a6a6b0; --edge: #45454d; --soft: #222227; --link: #8ab8ff;
        --critical: #ff8a80; --warning: #ffc069; --info: #8ab8ff; --ok: #7fd69a; --badge: #17171a; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1rem; max-width: 62rem; background: var(--paper); color: var(--ink);
        font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 1.4rem; line-height: 1.25; margin: 0.5rem 0; }
        h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 0.5rem; }
        h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
        h4, h5, h6 { font-size: 1rem; margin: 0.75rem 0 0.25rem; }
        p { margin: 0.25rem 0; }
        a { color: var(--link); }
        ul, ol { margin: 0.25rem 0; padding-left: 1.5rem; }
        code, pre { font: 0.875rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        pre { margin: 0.25rem 0; padding: 0.5rem 0.75rem; background: var(--soft); border-radius: 4px;
        white-space: pre-wrap; }
        section { margin: 1.5rem 0; }
        .finding { border: 1px solid var(--edge); border-left-width: 6px; border-radius: 6px; padding: 1rem; }
        .explained { margin: 0.5rem 0; border-left: 3px solid var(--edge); padding-left: 0.75rem; }
        .critical { border-left-color: var(--critical); }
        .warning { border-left-color: var(--warning); }
        .info { border-left-color: var(--info); }
        .ok { border-left-color: var(--ok); }
        .badge { color: var(--badge); border-radius: 4px; padding: 0.05rem 0.4rem; font-size: 0.8rem;
        font-weight: 700; }
        .badge.critical { background: var(--critical); }
        .badge.warning { background: var(--warning); }
        .badge.info { background: var(--info); }
        .badge.ok { background: var(--ok); }
        .faint { color: var(--faint); font-weight: 400; }
        .summary { font-weight: 600; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0.5rem 0; }
        dt { color: var(--faint); }
        dd { margin: 0; min-width: 0; }
        summary { cursor: pointer; padding: 0.25rem 0; }
        .stack { list-style: none; margin: 0; padding: 0.5rem 0.75rem; background: var(--soft); border-radius: 4px; }
        .stack li { display: flex; flex-wrap: wrap; gap: 0 1.5rem; justify-content: space-between; }
        .stack code { min-width: 0; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.75rem 0.2rem 0;
        border-bottom: 1px solid var(--edge); }
        .number { text-align: right; white-space: nowrap; }
        @media (max-width: 40rem) {
        dl { grid-template-columns: 1fr; }
        dd { margin-bottom: 0.25rem; }
        body { padding: 0.75rem; }
        .finding { padding: 0.75rem; }
        }

        """

    /// The SHA-256 of `text` in base64, by which the page's policy tells its own style from any other. A test says
    /// what it has to be after a change.
    static let hash = "vV81kLWZ+y4BoSQH4I7UggAzzOUwvKLTTgB7NJl4f80="
}
