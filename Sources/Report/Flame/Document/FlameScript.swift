/// The program of a flame graph's file: draws what is wide enough to be seen, searches, zooms and turns it over.
///
/// It holds neither `</` nor `]]>`, so that it is the same in HTML and in XML, and asks for nothing outside the file.
enum FlameScript {
    static let text = model + drawing + operation

    private static let model = #"""
        (function () {
        "use strict";
        var NS = "http://www.w3.org/2000/svg";
        function $(id) { return document.getElementById(id); }
        var data = JSON.parse($("flame-data").textContent);
        var svg = $("flame"), layer = $("frames"), input = $("find");
        var alone = document.documentElement === svg;
        var top = alone ? data.bar : 0;
        var trees = data.trees.map(prepare);
        var current = data.inverted ? 1 : 0, focus = 0, chosen = 0;
        var pattern = null, hits = null, drawn = new Map();

        // Nodes stand in the order of their stacks, so a subtree is a range.
        function prepare(t) {
          var n = t.name.length, cursor = new Float64Array(n);
          t.x = new Float64Array(n); t.w = new Float64Array(n);
          t.end = new Int32Array(n); t.depth = new Int32Array(n);
          for (var i = 0; i < n; i++) {
            var p = t.parent[i];
            t.w[i] = t.up[i] + (t.down ? t.down[i] : 0);
            if (p >= 0) { t.x[i] = cursor[p]; cursor[p] += t.w[i]; t.depth[i] = t.depth[p] + 1; }
            cursor[i] = t.x[i];
            t.end[i] = i + 1;
          }
          for (var j = n - 1; j > 0; j--) t.end[t.parent[j]] = Math.max(t.end[t.parent[j]], t.end[j]);
          return t;
        }

        function name(i) { return i === 0 ? "all" : data.names[trees[current].name[i]]; }
        function short(text) {
          return text.replace(/^(.*?)\/v(?:[2-9]|[1-9][0-9]+)([.\/].*)$/, "$1$2")
            .replace(/^(?:[\w\-.]+\/)+([^.]+\..+)/, "$1");
        }

        var families = [
          { units: ["ns", "us", "ms", "s", "hrs"], factors: [1, 1e3, 1e6, 1e9, 3600e9],
            names: { nanoseconds: 1, ns: 1, microseconds: 1e3, us: 1e3, milliseconds: 1e6, ms: 1e6, seconds: 1e9, s: 1e9 } },
          { units: ["B", "kB", "MB", "GB", "TB", "PB"], factors: [1, 1024, 1048576, 1073741824, 1099511627776,
            1125899906842624],
            names: { bytes: 1, byte: 1, b: 1, kb: 1024, kilobytes: 1024, mb: 1048576, megabytes: 1048576 } }
        ];
        function fixed(v) { return v.toFixed(2).replace(/\.00$/, ""); }
        function format(value) {
          value *= data.scale;
          if (value < 0) return "-" + format(-value / data.scale);
          if (value === 0) return "0";
          var unit = data.unit.toLowerCase();
          for (var f = 0; f < families.length; f++) {
            var family = families[f];
            if (!Object.prototype.hasOwnProperty.call(family.names, unit)) continue;
            var base = value * family.names[unit], k = 0;
            while (k + 1 < family.units.length && base >= family.factors[k + 1]) k++;
            return fixed(base / family.factors[k]) + family.units[k];
          }
          return fixed(value);
        }
        function share(value) {
          var whole = data.compare ? trees[current].w[0] : data.total;
          if (!whole) return "0%";
          var percent = 100 * value / whole;
          return (percent >= 99.95 && percent <= 100.05 ? "100" : percent >= 1 ? percent.toFixed(2)
            : String(Number(percent.toPrecision(2)))) + "%";
        }
        function change(i) {
          var t = trees[current], up = t.up[i], down = t.down ? t.down[i] : 0;
          if (!data.compare) return (up > down ? "+" : "") + format(up - down);
          if (up === down) return "same";
          if (down === 0) return "new";
          if (up === 0) return "gone";
          var percent = 100 * (up - down) / down;
          return (percent > 0 ? "+" : "") + percent.toFixed(Math.abs(percent) >= 100 ? 0 : 1) + "%";
        }
        function describe(i) {
          var t = trees[current], text = name(i) + "  ";
          if (data.compare) {
            text += format(t.down ? t.down[i] : 0) + " → " + format(t.up[i]) + ", " + change(i);
          } else if (data.changes) {
            text += change(i);
          } else {
            text += format(t.w[i]) + ", " + share(t.w[i]);
            if (focus > 0) text += ", " + (100 * t.w[i] / t.w[focus]).toFixed(2) + "% of " + short(name(focus));
            if (i > 0 && current === 0) text += ", self " + format(t.self[i]);
          }
          return text;
        }

        """#

    private static let drawing = #"""
        function color(i) {
          var t = trees[current], shade = (t.depth[i] % 2) * 3;
          if (hits && i > 0 && hits[t.name[i]]) return "hsl(300, 85%, calc(var(--light) - " + shade + "%))";
          if (data.changes) {
            var balance = t.w[i] ? (t.up[i] - (t.down ? t.down[i] : 0)) / t.w[i] : 0, strength = Math.abs(balance);
            if (strength < 0.005) return "hsl(40, 4%, calc(var(--light) + 8%))";
            return "hsl(" + (balance > 0 ? 4 : 130) + ", " + (35 + 40 * strength) + "%, calc(var(--light) + "
              + (10 - 16 * strength) + "%))";
          }
          var hue = i === 0 ? -1 : data.hues[t.name[i]];
          if (hue < 0) return "hsl(40, 6%, calc(var(--light) - " + shade + "%))";
          return "hsl(" + hue + ", 58%, calc(var(--light) - " + shade + "%))";
        }

        function add(parent, i, x, w, isAbove) {
          var t = trees[current], y = t.depth[i] * data.row;
          var g = document.createElementNS(NS, "g");
          g.setAttribute("data-i", i);
          if (isAbove) g.setAttribute("class", "above");
          var title = document.createElementNS(NS, "title");
          title.textContent = describe(i);
          g.appendChild(title);
          var rect = document.createElementNS(NS, "rect");
          rect.setAttribute("x", x.toFixed(2));
          rect.setAttribute("y", y);
          rect.setAttribute("width", Math.max(w - (w > 2 ? 0.6 : 0), 0.3).toFixed(2));
          rect.setAttribute("height", data.row - 1);
          rect.style.fill = color(i);
          g.appendChild(rect);
          var room = Math.floor((w - 6) / 7.25);
          if (room >= 3) {
            var label = short(name(i)), figure = data.changes ? change(i) : share(t.w[i]);
            if (label.length + 1 + figure.length <= room) label += " " + figure;
            else if (label.length > room) label = label.slice(0, room - 1) + "…";
            var text = document.createElementNS(NS, "text");
            text.setAttribute("x", (x + 3).toFixed(2));
            text.setAttribute("y", y + 13);
            text.textContent = label;
            g.appendChild(text);
          }
          drawn.set(i, g);
          parent.appendChild(g);
        }

        function width() { return Math.max(320, document.documentElement.clientWidth || window.innerWidth || 1200); }

        function render() {
          var t = trees[current], W = width(), deepest = 0, i;
          var fragment = document.createDocumentFragment();
          drawn = new Map();
          for (i = t.parent[focus]; i >= 0; i = t.parent[i]) add(fragment, i, 0, W, true);
          var scale = t.w[focus] > 0 ? W / t.w[focus] : 0;
          i = focus;
          while (i < t.end[focus]) {
            var w = t.w[i] * scale;
            if (w < 0.3) { i = t.end[i]; continue; }
            add(fragment, i, (t.x[i] - t.x[focus]) * scale, w, false);
            deepest = Math.max(deepest, t.depth[i]);
            i++;
          }
          layer.textContent = "";
          layer.appendChild(fragment);
          var height = top + (deepest + 1) * data.row + 8;
          svg.removeAttribute("viewBox");
          svg.setAttribute("width", W);
          svg.setAttribute("height", Math.max(height, alone ? window.innerHeight : 0));
          $("reset").disabled = focus === 0;
          $("flip").setAttribute("aria-pressed", current === 1 ? "true" : "false");
          $("note").textContent = t.note;
          mark();
        }

        function mark() {
          var old = layer.querySelector(".chosen");
          if (old) old.classList.remove("chosen");
          var g = chosen > 0 ? drawn.get(chosen) : null;
          if (g) g.classList.add("chosen");
          return g;
        }

        """#

    private static let operation = #"""
        function say(i) { $("say").textContent = describe(i); }

        function zoom(i) {
          focus = i;
          render();
          say(i);
        }

        function choose(i) {
          if (i < 0) return;
          chosen = i;
          var t = trees[current], W = width();
          if (i > 0 && (t.x[i] < t.x[focus] || t.x[i] + t.w[i] > t.x[focus] + t.w[focus]
            || t.w[i] * W / t.w[focus] < 3)) {
            focus = t.parent[i];
            render();
          }
          var g = mark();
          if (g && g.scrollIntoView) g.scrollIntoView({ block: "nearest", inline: "nearest" });
          say(i);
        }

        function sibling(i, step) {
          var t = trees[current], p = t.parent[i], list = [];
          if (p < 0) return i;
          for (var c = p + 1; c < t.end[p]; c = t.end[c]) list.push(c);
          return list[Math.min(Math.max(list.indexOf(i) + step, 0), list.length - 1)];
        }

        function search(text) {
          pattern = null;
          hits = null;
          input.classList.remove("bad");
          if (text) {
            try { pattern = new RegExp(text); } catch (error) { input.classList.add("bad"); }
          }
          if (pattern) hits = data.names.map(function (n) { return pattern.test(n); });
          total();
          render();
        }

        // A frame below another that matches is in it already.
        function total() {
          var t = trees[current], sum = 0, i = 1;
          if (!hits) { $("found").textContent = input.classList.contains("bad") ? "no regular expression" : ""; return; }
          while (i < t.name.length) {
            if (hits[t.name[i]]) { sum += t.w[i]; i = t.end[i]; } else i++;
          }
          $("found").textContent = sum > 0 ? "found in " + format(sum) + ", " + share(sum) : "not found";
        }

        function flip() {
          current = 1 - current;
          focus = 0;
          chosen = 0;
          total();
          render();
          say(0);
        }

        function frameOf(event) {
          var g = event.target.closest ? event.target.closest("[data-i]") : null;
          return g ? Number(g.getAttribute("data-i")) : -1;
        }

        layer.addEventListener("click", function (event) {
          var i = frameOf(event);
          if (i >= 0) { chosen = i; zoom(i); }
        });
        layer.addEventListener("mouseover", function (event) {
          var i = frameOf(event);
          if (i >= 0) say(i);
        });
        $("reset").addEventListener("click", function () { zoom(0); });
        $("flip").addEventListener("click", flip);
        input.addEventListener("input", function () { search(input.value); });
        document.addEventListener("keydown", function (event) {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          var t = trees[current], key = event.key;
          if (event.target === input) {
            if (key === "Escape") { input.value = ""; search(""); input.blur(); }
            if (key === "Enter") input.blur();
            return;
          }
          if (key === "/") input.focus();
          else if (key === "Escape") {
            if (focus > 0) { chosen = focus; zoom(0); } else if (hits) { input.value = ""; search(""); }
          }
          else if (key === "i") flip();
          else if (key === "ArrowUp") choose(Math.max(t.parent[chosen], 0));
          else if (key === "ArrowDown") { if (t.end[chosen] > chosen + 1) choose(chosen + 1); }
          else if (key === "ArrowLeft") choose(sibling(chosen, -1));
          else if (key === "ArrowRight") choose(sibling(chosen, 1));
          else if (key === "Enter" && event.target.tagName !== "BUTTON") zoom(chosen);
          else return;
          event.preventDefault();
        });
        window.addEventListener("resize", render);

        if (alone) {
          $("foreign").style.display = "";
          $("caption").style.display = "none";
        }
        input.value = data.search;
        search(data.search);
        })();
        """#
}
