/// Looks of the page that `weblist` writes.
enum WeblistStyle {
    static let text = """
        :root { --paper: #ffffff; --ink: #1c1c1e; --faint: #6a6a74; --edge: #d5d5dc; --shade: #f4f4f7;
        --heat: rgba(214, 69, 48, 0.22); --name: #2451a6; }
        @media (prefers-color-scheme: dark) {
        :root { --paper: #17171a; --ink: #e8e8ec; --faint: #9a9aa5; --edge: #3a3a42; --shade: #202026;
        --heat: rgba(224, 90, 60, 0.34); --name: #8db4ff; }
        }
        html { color-scheme: light dark; }
        body { margin: 0; padding: 16px 20px 40px; background: var(--paper); color: var(--ink);
        font: 14px/1.45 system-ui, sans-serif; }
        h1 { font-size: 18px; margin: 0 0 8px; }
        h2 { font-size: 15px; margin: 28px 0 2px; font-family: ui-monospace, "DejaVu Sans Mono", Menlo, monospace; }
        p, ul { margin: 2px 0; }
        ul { padding-left: 20px; }
        a { color: var(--name); }
        .faint { color: var(--faint); }
        .note { border-left: 3px solid #d08a20; padding: 2px 10px; margin: 8px 0; }
        .code { border: 1px solid var(--edge); border-radius: 6px; margin-top: 6px; overflow-x: auto;
        font: 12px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        .code > div, .code summary { white-space: pre; padding: 0 10px 0 22px; min-width: max-content;
        background: linear-gradient(90deg, var(--heat) var(--w, 0%), transparent var(--w, 0%)); }
        .code summary { cursor: pointer; list-style: none; padding-left: 10px; }
        .code summary::-webkit-details-marker { display: none; }
        .code summary::before { content: "▸ "; color: var(--faint); display: inline-block; width: 12px; }
        .code details[open] > summary::before { content: "▾ "; }
        .code summary:hover { outline: 1px solid var(--edge); outline-offset: -1px; }
        .code .head { color: var(--faint); border-bottom: 1px solid var(--edge); background: var(--shade); }
        .number { color: var(--faint); }
        .instructions { background: var(--shade); border-block: 1px solid var(--edge); padding: 2px 0; }
        .instructions div { white-space: pre; padding: 0 10px 0 22px; min-width: max-content;
        background: linear-gradient(90deg, var(--heat) var(--w, 0%), transparent var(--w, 0%)); }
        .instructions .in { color: var(--name); }
        .instructions .gap { color: var(--faint); line-height: 1; }

        """
}
