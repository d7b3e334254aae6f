/// Looks of a flame graph's file.
enum FlameStyle {
    static let common = """

        :root { --paper: #ffffff; --ink: #1c1c1e; --faint: #5c5c66; --edge: #b9b9c2; --light: 76%; }
        @media (prefers-color-scheme: dark) {
        :root { --paper: #17171a; --ink: #e8e8ec; --faint: #a0a0ab; --edge: #55555e; --light: 64%; }
        }
        #back { fill: var(--paper); }
        #caption { fill: var(--ink); font: 600 14px system-ui, sans-serif; }
        #frames text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #141414;
        pointer-events: none; }
        #frames g { cursor: pointer; }
        #frames rect:hover, #frames .chosen rect { stroke: var(--ink); stroke-width: 1.5; }
        #frames .above { opacity: 0.55; }
        #bar { font: 14px system-ui, sans-serif; color: var(--ink); background: var(--paper); box-sizing: border-box;
        padding: 6px 8px; }
        #bar .row { min-height: 24px; line-height: 24px; margin-bottom: 3px; white-space: nowrap; overflow: hidden;
        text-overflow: ellipsis; }
        #bar input, #bar button { font: inherit; line-height: 18px; color: inherit; background: var(--paper);
        border: 1px solid var(--edge); border-radius: 4px; padding: 1px 8px; }
        #bar input { width: 22em; max-width: 45%; }
        #bar input.bad { border-color: #d03030; outline-color: #d03030; }
        #bar button[aria-pressed="true"] { background: #3a6fd8; color: #ffffff; }
        #bar button:disabled { opacity: 0.45; }
        #found { font-weight: 600; margin: 0 8px; }
        #note { color: var(--faint); }
        #say { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 12px; }

        """

    static let svg = ""

    static let html = """
        html, body { margin: 0; background: var(--paper); }
        #bar { position: sticky; top: 0; z-index: 1; height: 96px; border-bottom: 1px solid var(--edge); }
        #flame { display: block; max-width: none; }

        """
}
